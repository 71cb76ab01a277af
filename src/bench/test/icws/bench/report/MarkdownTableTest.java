package icws.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import icws.bench.measure.Noise;
import icws.bench.report.Results.Row;
import icws.bench.report.Results.Sample;
import icws.bench.report.Results.Subject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MarkdownTableTest {
  private final Results results = new Results();

  private void add(String gateway, double value, Noise noise) {
    Subject subject = new Subject("b round trips", "1 client", "instant", gateway);
    results.add(new Row(subject, "median", "ms"), new Sample(value, noise));
  }

  @Test
  void roundsOfOneFigureAreOneLineWithTheirMedianAndTheirSpread() {
    add("ours", 12.345, new Noise(0.5, 1.0, 0.1));
    add("theirs", 1_234.5, new Noise(0.1, 1.0, 0.0));
    add("ours", 9, new Noise(7.5, 1.25, 0.3));
    add("ours", 10, new Noise(0.7, 1.1, 0.2));
    assertEquals(
        """
        | scenario | size | clock | gateway | figure | median | least to most | unit | pauses p99, ms | slowdown | others |
        |---|---|---|---|---|---:|---:|---|---:|---:|---:|
        | b round trips | 1 client | instant | ours | median | 10.0 | 9.00 to 12.3 | ms | 0.700 | 1.10 | 20.0 % |
        | b round trips | 1 client | instant | theirs | median | 1,235 | 1,235 to 1,235 | ms | 0.100 | 1.00 | 0 % |
        """,
        MarkdownTable.of(results));
  }

  @Test
  void nameCannotBreakTheTable() {
    add("a|b", 1, new Noise(0, 0, 0));
    assertEquals(1, MarkdownTable.of(results).split("a\\\\\\|b", -1).length - 1);
  }

  static Stream<Arguments> medians() {
    return Stream.of(
        arguments(List.of(5.0), 5.0),
        arguments(List.of(1.0, 2.0), 1.5),
        arguments(List.of(1.0, 2.0, 9.0), 2.0));
  }

  @ParameterizedTest
  @MethodSource("medians")
  void medianIsTheMiddleOne(List<Double> sorted, double median) {
    assertEquals(median, MarkdownTable.median(sorted));
  }
}
