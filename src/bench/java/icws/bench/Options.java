package icws.bench;

import icws.bench.arena.Extent;
import icws.bench.arena.TargetLine;
import icws.bench.scenario.Scenario;
import icws.client.LoadSite;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line. */
final class Options {
  static final String HELP =
      """
      Measures gateways; writes a table and plots. See src/bench/README.md.

        --gateway URL[=NAME[@PID]]  a gateway that runs; PID is its process, if it is on this
                                    machine. May be repeated
        --gateway FILE.war[=NAME]   a build of this gateway, started here (default: this one)
        --server NAME               on payara-micro, wildfly or liberty
        --network URL               a network that runs (default: the devnet, started here)
        --canister ID               a demo canister on it. May be repeated
        --clock NAME                of the devnet: instant or mainnet. May be repeated
        --scenarios a,b,...         some of them (default: all)
        --rounds N                  of each scenario at each gateway, in turn (default: 3)
        --clients N                 no scenario has more (default: 10000)
        --seconds N                 measured in a round where time decides (default: 20)
        --warm-up N                 messages at each gateway before all rounds (default: 3000)
        --verify                    clients check certificates
        --out FOLDER                default: target/bench
      """;

  private static final String DEFAULT_CLOCK = "instant";

  private final List<TargetLine> gateways = new ArrayList<>();
  private final List<String> canisters = new ArrayList<>();
  private final List<String> clocks = new ArrayList<>();
  private Optional<URI> network = Optional.empty();
  private Map<String, Scenario> scenarios = Scenario.all();
  private int rounds = 3;
  private int clients = 10_000;
  private int seconds = 20;
  private int warmUp = 3_000;
  private LoadSite.Check check = LoadSite.Check.NONE;
  private Path out = Path.of("target", "bench");

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it makes no sense; the message says why
   */
  static Options parse(List<String> arguments) {
    Options options = new Options();
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      options.take(rest.next(), rest);
    }
    return options;
  }

  private void take(String option, Iterator<String> rest) {
    if (option.equals("--verify")) {
      check = LoadSite.Check.ALL;
    } else if (rest.hasNext()) {
      take(option, rest.next());
    } else {
      throw new IllegalArgumentException(option + " is unknown or lacks a value");
    }
  }

  private void take(String option, String value) {
    switch (option) {
      case "--gateway" -> gateways.add(TargetLine.parse(value));
      case "--server" -> System.setProperty("icws.server", value);
      case "--network" -> network = Optional.of(URI.create(value));
      case "--canister" -> canisters.add(value);
      case "--clock" -> clocks.add(value);
      case "--scenarios" -> scenarios = Scenario.of(List.of(value.split(",", -1)));
      case "--rounds" -> rounds = number(option, value);
      case "--clients" -> clients = number(option, value);
      case "--seconds" -> seconds = number(option, value);
      case "--warm-up" -> warmUp = number(option, value);
      case "--out" -> out = Path.of(value);
      default -> throw new IllegalArgumentException("unknown option: " + option);
    }
  }

  private static int number(String option, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException none) {
      throw new IllegalArgumentException(option + " takes a number, not " + text, none);
    }
    throw new IllegalArgumentException(option + " takes a number above 0, not " + text);
  }

  /** Those named; else this build's WAR. */
  List<TargetLine> gateways() {
    return gateways.isEmpty()
        ? List.of(TargetLine.parse(System.getProperty("icws.war", "target/gateway.war")))
        : List.copyOf(gateways);
  }

  List<String> canisters() {
    return List.copyOf(canisters);
  }

  /** The networks' clocks, one at least. */
  List<String> clocks() {
    return clocks.isEmpty() ? List.of(DEFAULT_CLOCK) : List.copyOf(clocks);
  }

  Optional<URI> network() {
    return network;
  }

  Map<String, Scenario> scenarios() {
    return scenarios;
  }

  int rounds() {
    return rounds;
  }

  int warmUp() {
    return warmUp;
  }

  Path out() {
    return out;
  }

  Extent extent(String clock) {
    return new Extent(clients, Duration.ofSeconds(seconds), check, clock);
  }
}
