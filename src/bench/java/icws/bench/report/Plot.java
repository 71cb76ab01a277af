package icws.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines in one frame, drawn as SVG. Not thread-safe. */
final class Plot {
  private static final int WIDTH = 760;
  private static final int LEFT = 80;
  private static final int TOP = 50;
  private static final int FRAME_WIDTH = WIDTH - LEFT - 30;
  private static final int FRAME_HEIGHT = 320;
  private static final int BOTTOM = TOP + FRAME_HEIGHT;
  private static final int LEGEND = BOTTOM + 66;
  private static final int LEGEND_LINE = 20;

  /** Okabe and Ito's, which people tell apart who see colours differently. */
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

  /** A point, in the axes' values. */
  record Point(double x, double y) {}

  private record Curve(String name, List<Point> points) {}

  private final String title;
  private final Axis x;
  private final Axis y;
  private final List<Curve> curves = new ArrayList<>();

  Plot(String title, Axis x, Axis y) {
    this.title = title;
    this.x = x;
    this.y = y;
  }

  /** Adds a line through these points, from left to right. */
  Plot line(String name, List<Point> points) {
    curves.add(new Curve(name, List.copyOf(points)));
    return this;
  }

  String svg() {
    int height = LEGEND + curves.size() * LEGEND_LINE;
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                + " height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">\n",
            WIDTH, height, WIDTH, height));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    svg.append(text(LEFT, TOP - 22, "start", title).replace("<text", "<text font-weight=\"bold\""));
    x.ticks().forEach(tick -> svg.append(vertical(tick)));
    y.ticks().forEach(tick -> svg.append(horizontal(tick)));
    svg.append(text(LEFT + FRAME_WIDTH / 2.0, BOTTOM + 42, "middle", x.label()));
    svg.append(text(8, TOP - 6, "start", y.label()));
    for (int i = 0; i < curves.size(); i++) {
      svg.append(curve(curves.get(i), COLOURS.get(i % COLOURS.size())));
      svg.append(legend(i));
    }
    return svg.append("</svg>\n").toString();
  }

  private String vertical(Axis.Tick tick) {
    double at = left(tick.value());
    return rule(at, TOP, at, BOTTOM) + text(at, BOTTOM + 20, "middle", tick.name());
  }

  private String horizontal(Axis.Tick tick) {
    double at = down(tick.value());
    return rule(LEFT, at, LEFT + FRAME_WIDTH, at) + text(LEFT - 8, at + 4, "end", tick.name());
  }

  private String curve(Curve curve, String colour) {
    String points =
        curve.points().stream()
            .map(point -> format("%.1f,%.1f", left(point.x()), down(point.y())))
            .collect(Collectors.joining(" "));
    return format(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n",
        points, colour);
  }

  private String legend(int number) {
    double at = LEGEND + number * LEGEND_LINE;
    return format(
            "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"%s\""
                + " stroke-width=\"3\"/>\n",
            LEFT, at - 4, LEFT + 24, at - 4, COLOURS.get(number % COLOURS.size()))
        + text(LEFT + 32, at, "start", curves.get(number).name());
  }

  private double left(double value) {
    return LEFT + FRAME_WIDTH * x.fraction(value);
  }

  private double down(double value) {
    return BOTTOM - FRAME_HEIGHT * y.fraction(value);
  }

  private static String rule(double x1, double y1, double x2, double y2) {
    return format(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>\n",
        x1, y1, x2, y2);
  }

  private static String text(double x, double y, String anchor, String words) {
    return format(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
        x, y, anchor, words.replace("&", "&amp;").replace("<", "&lt;"));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
