package icws.bench.arena;

import icws.bench.measure.Latencies;
import icws.bench.measure.Noise;
import icws.bench.report.Results;
import icws.bench.report.Results.Line;
import icws.bench.report.Results.Row;
import icws.bench.report.Results.Sample;
import icws.bench.report.Results.Subject;

/** What was measured between two moments of one round, on its way into the results. */
public final class Window {
  private final Results results;
  private final Subject subject;
  private final Noise noise;
  private final Usage usage;

  Window(Results results, Subject subject, Noise noise, Usage usage) {
    this.results = results;
    this.subject = subject;
    this.noise = noise;
    this.usage = usage;
  }

  /** How long it was. */
  public double seconds() {
    return Usage.seconds(usage.elapsed());
  }

  /** Processor time that the gateway took, in seconds. */
  public double gatewaySeconds() {
    return Usage.seconds(usage.gateway());
  }

  /** Adds a figure of this round. */
  public Window figure(String name, String unit, double value) {
    results.add(new Row(subject, name, unit), new Sample(value, noise));
    return this;
  }

  /** Adds times: the middle, the 99th percentile and the longest, and a line of a plot. */
  public Window latencies(String name, Latencies latencies) {
    if (latencies.count() == 0) {
      throw new IllegalStateException("nothing was timed: " + name);
    }
    results.add(new Line(subject, name), latencies);
    figure(name + ", median", "ms", latencies.quantile(0.5));
    figure(name + ", p99", "ms", latencies.quantile(0.99));
    return figure(name + ", longest", "ms", latencies.most());
  }
}
