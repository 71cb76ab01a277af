package icws.bench.report;

import icws.bench.measure.Latencies;
import icws.bench.report.Plot.Point;
import icws.bench.report.Results.Line;
import icws.bench.report.Results.Row;
import icws.bench.report.Results.Sample;
import icws.bench.report.Results.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The plots of some results, each with all gateways and clocks. */
final class Plots {
  private static final double STEP = 0.05;
  private static final int FEWEST_SIZES = 3;

  /** Below, nothing is told apart. */
  private static final double LEAST_MILLIS = 0.01;

  private Plots() {}

  /** The SVG of each, by its file's name. */
  static Map<String, String> of(Results results) {
    Map<String, String> files = new LinkedHashMap<>();
    distributions(results).forEach((title, lines) -> put(files, title, distribution(title, lines)));
    growths(results).forEach((title, lines) -> put(files, title, growth(title, lines)));
    return files;
  }

  private static void put(Map<String, String> files, String title, Plot plot) {
    String name = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    files.put(name.replaceAll("^-|-$", "") + ".svg", plot.svg());
  }

  private static Map<String, Map<String, Latencies>> distributions(Results results) {
    Map<String, Map<String, Latencies>> plots = new LinkedHashMap<>();
    for (Map.Entry<Line, Latencies> line : results.lines().entrySet()) {
      Subject subject = line.getKey().subject();
      String title = subject.scenario() + ", " + subject.size() + ": " + line.getKey().figure();
      plots
          .computeIfAbsent(title.replace(", :", ":"), unused -> new LinkedHashMap<>())
          .put(name(subject), line.getValue());
    }
    return plots;
  }

  private static String name(Subject subject) {
    return subject.gateway() + ", clock " + subject.clock();
  }

  private static Plot distribution(String title, Map<String, Latencies> lines) {
    double least = lines.values().stream().mapToDouble(Latencies::least).min().orElse(1);
    double most = lines.values().stream().mapToDouble(Latencies::most).max().orElse(1);
    long count = lines.values().stream().mapToLong(Latencies::count).max().orElse(1);
    Plot plot =
        new Plot(
            title,
            Axis.nines("part that takes no longer", 1 - 1.0 / Math.max(10, count)),
            Axis.logarithmic("ms", Math.max(LEAST_MILLIS, least), most));
    lines.forEach(
        (name, latencies) ->
            plot.line(
                String.format(Locale.ROOT, "%s (%,d times)", name, latencies.count()),
                points(latencies)));
    return plot;
  }

  /** As far as there are times to tell: of a hundred, the longest is the 99th percentile. */
  private static List<Point> points(Latencies latencies) {
    List<Point> points = new ArrayList<>();
    for (double nines = 0; nines <= Math.log10((double) latencies.count()); nines += STEP) {
      double part = 1 - Math.pow(10, -nines);
      points.add(new Point(part, Math.max(LEAST_MILLIS, latencies.quantile(part))));
    }
    return points;
  }

  /** Of figures that are known for several numbers of something. */
  private static Map<String, Map<String, NavigableMap<Double, Double>>> growths(Results results) {
    Map<String, Map<String, NavigableMap<Double, Double>>> plots = new LinkedHashMap<>();
    results.rows().forEach((row, samples) -> addTo(plots, row, samples));
    plots
        .values()
        .removeIf(lines -> lines.values().stream().noneMatch(line -> line.size() >= FEWEST_SIZES));
    return plots;
  }

  private static void addTo(
      Map<String, Map<String, NavigableMap<Double, Double>>> plots, Row row, List<Sample> samples) {
    OptionalDouble size = leadingNumber(row.subject().size());
    if (size.isPresent()) {
      String title = row.subject().scenario() + ": " + row.figure() + ", " + row.unit();
      plots
          .computeIfAbsent(title, unused -> new LinkedHashMap<>())
          .computeIfAbsent(name(row.subject()), unused -> new TreeMap<>())
          .put(
              size.getAsDouble(),
              MarkdownTable.median(samples.stream().map(Sample::value).sorted().toList()));
    }
  }

  private static OptionalDouble leadingNumber(String size) {
    String digits = size.replaceFirst("^(\\d*).*$", "$1");
    return digits.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(digits));
  }

  private static Plot growth(String title, Map<String, NavigableMap<Double, Double>> lines) {
    double widest = lines.values().stream().mapToDouble(NavigableMap::lastKey).max().orElse(1);
    double highest =
        lines.values().stream()
            .flatMap(line -> line.values().stream())
            .mapToDouble(value -> value)
            .max()
            .orElse(1);
    Plot plot = new Plot(title, Axis.even("how many", widest), Axis.even("", highest));
    lines.forEach(
        (name, values) ->
            plot.line(
                name,
                values.entrySet().stream()
                    .map(value -> new Point(value.getKey(), value.getValue()))
                    .toList()));
    return plot;
  }
}
