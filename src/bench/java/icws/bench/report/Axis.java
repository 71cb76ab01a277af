package icws.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * One axis of a plot: where values are between its ends, and which of them it names.
 *
 * @param place where a value is, on any scale that grows with it
 * @param ticks values with their names, in order
 */
record Axis(String label, double least, double most, DoubleUnaryOperator place, List<Tick> ticks) {

  /** A value that is named. */
  record Tick(double value, String name) {}

  Axis {
    ticks = List.copyOf(ticks);
  }

  /** An even scale from 0 on. */
  static Axis even(String label, double most) {
    double top = most <= 0 ? 1 : most;
    double step = step(top);
    List<Tick> ticks = new ArrayList<>();
    for (double value = 0; value <= top * 1.0001; value += step) {
      ticks.add(new Tick(value, name(value)));
    }
    return new Axis(label, 0, top, value -> value, ticks);
  }

  /** 1, 2 or 5 times a power of ten, so that there are three to eight of them. */
  private static double step(double most) {
    double power = Math.pow(10, Math.floor(Math.log10(most)));
    double leading = most / power;
    return leading >= 5 ? power : leading >= 2 ? power / 2 : power / 5;
  }

  /** A scale on which ten times as much is always as far, from power to power of ten. */
  static Axis logarithmic(String label, double least, double most) {
    // What was recorded to three digits may be a little below its power of ten.
    int lowest = (int) Math.floor(Math.log10(least) + 0.01);
    int highest = Math.max(lowest + 1, (int) Math.ceil(Math.log10(most)));
    List<Tick> ticks = new ArrayList<>();
    for (int power = lowest; power <= highest; power++) {
      ticks.add(new Tick(Math.pow(10, power), name(Math.pow(10, power))));
    }
    return new Axis(label, Math.pow(10, lowest), Math.pow(10, highest), Math::log10, ticks);
  }

  /** Parts of all, from none to nearly all: each further nine is as far. */
  static Axis nines(String label, double most) {
    List<Tick> ticks = new ArrayList<>();
    for (String percent : List.of("0", "50", "90", "99", "99.9", "99.99", "99.999")) {
      double part = Double.parseDouble(percent) / 100;
      if (part <= most) {
        ticks.add(new Tick(part, percent + " %"));
      }
    }
    return new Axis(label, 0, most, part -> -Math.log10(1 - part), ticks);
  }

  /** How far along the axis a value is, from 0 to 1; what is beyond an end is there. */
  double fraction(double value) {
    double start = place.applyAsDouble(least);
    double length = place.applyAsDouble(most) - start;
    return Math.min(1, Math.max(0, (place.applyAsDouble(value) - start) / length));
  }

  private static String name(double value) {
    double rounded = Math.round(value * 1e6) / 1e6;
    return rounded == Math.rint(rounded)
        ? String.format(Locale.ROOT, "%,d", (long) rounded)
        : Double.toString(rounded);
  }
}
