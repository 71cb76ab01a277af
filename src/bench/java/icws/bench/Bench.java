package icws.bench;

import icws.bench.arena.Arena;
import icws.bench.arena.Extent;
import icws.bench.arena.GivenNetwork;
import icws.bench.arena.Network;
import icws.bench.arena.OwnNetwork;
import icws.bench.arena.Round;
import icws.bench.arena.Target;
import icws.bench.arena.TargetLine;
import icws.bench.measure.NoiseProbe;
import icws.bench.report.Report;
import icws.bench.report.Results;
import icws.bench.scenario.Scenario;
import icws.bench.scenario.WarmUp;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Runs scenarios at gateways, round by round, each round at every gateway in turn and every other
 * round in the opposite order, so that a machine that grows slower meanwhile favours nobody. See
 * {@link Options#HELP}.
 */
public final class Bench {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  private final Options options;
  private final PrintStream out;
  private final Results results = new Results();
  private final List<String> failures = new ArrayList<>();

  private Bench(Options options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Exit status 0; 1 where a round has failed, which the report says; 2 for wrong usage. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try {
      Bench bench = new Bench(Options.parse(List.of(arguments)), System.out);
      bench.run();
      System.exit(bench.failures.isEmpty() ? 0 : FAILED);
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage() + "\n\n" + Options.HELP);
      System.exit(WRONG_USAGE);
    }
  }

  private void run() throws IOException, InterruptedException {
    try (NoiseProbe probe = new NoiseProbe()) {
      for (String clock : options.clocks()) {
        run(options.extent(clock), probe);
      }
    } finally {
      out.println("See " + new Report(results, failures).write(options.out()));
    }
  }

  private void run(Extent extent, NoiseProbe probe) throws IOException, InterruptedException {
    List<Target> targets = new ArrayList<>();
    try (Network network = network(extent)) {
      try {
        for (TargetLine line : options.gateways()) {
          out.println("Starting " + line.name() + ", clock " + extent.clock());
          targets.add(line.open(network, extent, options.out().resolve("gateways")));
        }
        warmUp(network, targets, extent);
        for (Map.Entry<String, Scenario> scenario : options.scenarios().entrySet()) {
          run(scenario, network, targets, extent, probe);
        }
      } finally {
        targets.forEach(Target::close);
      }
    }
  }

  private Network network(Extent extent) throws IOException {
    return options.network().isPresent()
        ? new GivenNetwork(options.network().get(), options.canisters())
        : OwnNetwork.start(extent);
  }

  private void warmUp(Network network, List<Target> targets, Extent extent)
      throws InterruptedException {
    for (Target target : targets) {
      try (Arena arena = new Arena(network, target, extent)) {
        WarmUp.run(arena, options.warmUp());
      }
    }
  }

  private void run(
      Map.Entry<String, Scenario> scenario,
      Network network,
      List<Target> targets,
      Extent extent,
      NoiseProbe probe)
      throws InterruptedException {
    String name = scenario.getKey() + " " + scenario.getValue().title();
    for (int round = 0; round < options.rounds(); round++) {
      List<Target> inTurn = new ArrayList<>(targets);
      if (round % 2 == 1) {
        Collections.reverse(inTurn);
      }
      for (Target target : inTurn) {
        out.println(name + ", round " + (round + 1) + ", " + target.name());
        attempt(name, scenario.getValue(), new Arena(network, target, extent), probe);
      }
    }
  }

  /** What goes wrong costs its round and is told; the others go on. */
  private void attempt(String name, Scenario scenario, Arena arena, NoiseProbe probe)
      throws InterruptedException {
    try (arena) {
      scenario.run(arena, new Round(name, arena, probe, results));
      arena.settle();
    } catch (IOException | RuntimeException wrong) {
      String failure =
          name + ", " + arena.extent().clock() + ", " + arena.target().name() + ": " + wrong;
      out.println("FAILED " + failure);
      failures.add(failure);
    }
  }
}
