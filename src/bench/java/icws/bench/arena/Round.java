package icws.bench.arena;

import icws.bench.measure.NoiseProbe;
import icws.bench.measure.Proc;
import icws.bench.report.Results;
import icws.bench.report.Results.Subject;
import java.io.IOException;
import java.util.OptionalLong;

/** One round of one scenario at one gateway. */
public final class Round {
  private static final double MIB = 1 << 20;

  /** What is measured. */
  @FunctionalInterface
  public interface Work {
    void run() throws IOException, InterruptedException;
  }

  private final String scenario;
  private final Arena arena;
  private final NoiseProbe probe;
  private final Results results;

  /**
   * @param scenario its letter and title
   */
  public Round(String scenario, Arena arena, NoiseProbe probe, Results results) {
    this.scenario = scenario;
    this.arena = arena;
    this.probe = probe;
    this.results = results;
  }

  /**
   * Does the work between two looks at all processes, whose figures it adds.
   *
   * @param size of the scenario, such as {@code 50 clients}
   * @return for the scenario's own figures
   */
  public Window measure(String size, Work work) throws IOException, InterruptedException {
    probe.take(0);
    Usage before = Usage.now(arena.target(), arena.network());
    work.run();
    Usage usage = Usage.now(arena.target(), arena.network()).since(before);
    Subject subject = new Subject(scenario, size, arena.extent().clock(), arena.target().name());
    Window window = new Window(results, subject, probe.take(usage.othersShare()), usage);
    addUsage(window, usage);
    return window;
  }

  private void addUsage(Window window, Usage usage) throws IOException {
    OptionalLong pid = arena.target().pid();
    if (pid.isPresent()) {
      double share = window.gatewaySeconds() / window.seconds();
      window.figure("processors of the gateway", "%", 100 * share);
      window.figure("resident", "MiB", Proc.residentBytes(pid.getAsLong()) / MIB);
    }
    double ours = Usage.seconds(usage.ours()) / window.seconds();
    window.figure("processors of bench and network", "%", 100 * ours);
    if (usage.requests().isPresent()) {
      Requests requests = usage.requests().get();
      window.figure("queries", "1/s", requests.queries() / window.seconds());
      window.figure("calls", "1/s", requests.calls() / window.seconds());
    }
  }
}
