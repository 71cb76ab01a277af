package icws.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rounds of two kinds, undisturbed and disturbed, in the order {@code ABBA}, so that a machine that
 * grows slower or faster meanwhile favours neither. What counts of a round is the 99th percentile;
 * what counts of a kind is the median of its rounds. Not thread-safe.
 */
final class Comparison {
  /** How much slower the disturbed rounds may be. */
  static final double BOUND = 1.10;

  private final List<Double> undisturbed = new ArrayList<>();
  private final List<Double> disturbed = new ArrayList<>();

  /** Whether the next round is a disturbed one. */
  boolean isDisturbedNext() {
    int inFour = (undisturbed.size() + disturbed.size()) % 4;
    return inFour == 1 || inFour == 2;
  }

  /**
   * Adds the round that was next.
   *
   * @param sortedNanos how long each delivery took
   */
  void add(List<Long> sortedNanos) {
    if (sortedNanos.size() < 100) {
      throw new IllegalArgumentException(
          sortedNanos.size() + " deliveries have no 99th percentile");
    }
    double millis = sortedNanos.get(sortedNanos.size() * 99 / 100) / 1e6;
    (isDisturbedNext() ? disturbed : undisturbed).add(millis);
  }

  /** How many times as long the disturbed take. */
  double ratio() {
    return quantile(disturbed, 0.5) / quantile(undisturbed, 0.5);
  }

  /** Whether the disturbed are not worse: within {@link #BOUND}. */
  boolean isHarmless() {
    return ratio() <= BOUND;
  }

  /** The value below which this part of the others is. */
  private static double quantile(List<Double> values, double part) {
    List<Double> sorted = values.stream().sorted().toList();
    double place = part * (sorted.size() - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "ratio of the medians %.2f; 99th percentiles in ms undisturbed %s, disturbed %s",
        ratio(),
        rounded(undisturbed),
        rounded(disturbed));
  }

  private static List<String> rounded(List<Double> values) {
    return values.stream().map(value -> String.format(Locale.ROOT, "%.0f", value)).toList();
  }
}
