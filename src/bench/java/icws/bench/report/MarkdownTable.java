package icws.bench.report;

import icws.bench.measure.Noise;
import icws.bench.report.Results.Row;
import icws.bench.report.Results.Sample;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * All figures as one table in Markdown: of each the median of its rounds, the least and the most of
 * them, and the noise of the machine meanwhile.
 */
public final class MarkdownTable {
  private static final String HEAD =
      """
      | scenario | size | clock | gateway | figure | median | least to most | unit | pauses p99, ms | slowdown | others |
      |---|---|---|---|---|---:|---:|---|---:|---:|---:|
      """;

  private MarkdownTable() {}

  /** The table, with a line break at its end. */
  public static String of(Results results) {
    return HEAD
        + results.rows().entrySet().stream()
            .map(row -> line(row.getKey(), row.getValue()))
            .collect(Collectors.joining());
  }

  private static String line(Row row, List<Sample> samples) {
    List<Double> values = samples.stream().map(Sample::value).sorted().toList();
    return cells(
        row.subject().scenario(),
        row.subject().size(),
        row.subject().clock(),
        row.subject().gateway(),
        row.figure(),
        number(median(values)),
        number(values.get(0)) + " to " + number(values.get(values.size() - 1)),
        row.unit(),
        number(noise(samples, Noise::pauseMillis)),
        number(noise(samples, Noise::slowdown)),
        number(100 * noise(samples, Noise::othersShare)) + " %");
  }

  private static String cells(String... cells) {
    return List.of(cells).stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static double noise(List<Sample> samples, ToDoubleFunction<Noise> part) {
    return median(samples.stream().map(Sample::noise).mapToDouble(part).sorted().boxed().toList());
  }

  /** The one in the middle, or halfway between the two there. */
  static double median(List<Double> sorted) {
    int above = sorted.size() / 2;
    int below = (sorted.size() - 1) / 2;
    return (sorted.get(below) + sorted.get(above)) / 2;
  }

  /** Three digits of it, or all before the point. */
  static String number(double value) {
    double size = Math.abs(value);
    int decimals = size == 0 || size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
