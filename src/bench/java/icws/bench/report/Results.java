package icws.bench.report;

import icws.bench.measure.Latencies;
import icws.bench.measure.Noise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that was measured, in the order in which it first came. Not thread-safe. */
public final class Results {

  /**
   * What a figure is about.
   *
   * @param scenario its letter and title
   * @param size of the scenario, such as {@code 50 clients}; may be empty
   */
  public record Subject(String scenario, String size, String clock, String gateway) {}

  /** A row of the table, whichever round it is of. */
  public record Row(Subject subject, String figure, String unit) {}

  /** The value of one round, and the noise of just then. */
  public record Sample(double value, Noise noise) {}

  /** A line of a plot: what was measured of one subject, all rounds together. */
  public record Line(Subject subject, String figure) {}

  private final Map<Row, List<Sample>> rows = new LinkedHashMap<>();
  private final Map<Line, Latencies> lines = new LinkedHashMap<>();

  public void add(Row row, Sample sample) {
    rows.computeIfAbsent(row, unused -> new ArrayList<>()).add(sample);
  }

  /** Adds times, of which the plots show how they are distributed. */
  public void add(Line line, Latencies latencies) {
    lines.computeIfAbsent(line, unused -> new Latencies()).add(latencies);
  }

  public Map<Row, List<Sample>> rows() {
    return new LinkedHashMap<>(rows);
  }

  public Map<Line, Latencies> lines() {
    return new LinkedHashMap<>(lines);
  }
}
