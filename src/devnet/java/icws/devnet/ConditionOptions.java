package icws.devnet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The options of the command line that say under which conditions clients find the network. {@code
 * --clock} gives all figures at once, whichever place it has; the others change one each.
 */
final class ConditionOptions {
  static final String HELP =
      """
        --clock mainnet        as clients find the Internet Computer: all that follows as it is
                               there. --clock instant, the default, is none of it. The options
                               below change one figure each, and may also stand alone
        --clock-seed N         draw other times than usual; the same number draws the same
        --travel MS            how long a request travels there and back, half of them less
                               (mainnet: 167)
        --block-interval MS    from block to block; calls wait for the next one (mainnet: 1000)
        --certification MS     from a block until it is certified and seen (mainnet: 800)
        --request-rate N       how many requests a second one address may send; if it sends
                               more, nothing of it is answered for a time (mainnet: 300)
        --request-burst N      how many it may send at once after a rest (mainnet: 600)
        --silence S            for how many seconds it is not answered (mainnet: 600)
        --access-logs S        access logs by WebSocket at /logs/canister/ID; who listens for S
                               seconds without a line is sent away (mainnet: 600; 0: none)
        --boundary-nodes N     so many entrances, on ports one after the other, which the
                               certified state tells of (mainnet: 3; 0: one that it does not
                               tell of)
      """;

  private static final String CLOCK = "--clock";

  /** How each option with a number changes the conditions. */
  private static final Map<String, BiFunction<Conditions, Long, Conditions>> FIGURES =
      Map.ofEntries(
          Map.entry("--clock-seed", Conditions::seed),
          Map.entry("--travel", (all, ms) -> all.travel(Duration.ofMillis(ms))),
          Map.entry("--block-interval", (all, ms) -> all.blockInterval(Duration.ofMillis(ms))),
          Map.entry("--certification", (all, ms) -> all.certification(Duration.ofMillis(ms))),
          Map.entry("--request-rate", (all, n) -> all.requestRate(n.intValue())),
          Map.entry("--request-burst", (all, n) -> all.requestBurst(n.intValue())),
          Map.entry("--silence", (all, s) -> all.silence(Duration.ofSeconds(s))),
          Map.entry("--access-logs", (all, s) -> all.accessLogs(Duration.ofSeconds(s))),
          Map.entry("--boundary-nodes", (all, n) -> all.boundaryNodes(n.intValue())));

  private Conditions base = Conditions.none();
  private final List<UnaryOperator<Conditions>> changes = new ArrayList<>();

  /** The options with a number. */
  static Set<String> all() {
    return FIGURES.keySet();
  }

  /** Whether this is an option of these, which has a value. */
  static boolean has(String option) {
    return option.equals(CLOCK) || FIGURES.containsKey(option);
  }

  /**
   * Takes an option.
   *
   * @throws UsageException where it cannot have this value
   */
  void take(String option, String value) {
    if (option.equals(CLOCK)) {
      base = clock(value);
    } else {
      long number = number(option, value);
      BiFunction<Conditions, Long, Conditions> change =
          Objects.requireNonNull(FIGURES.get(option), option);
      changes.add(conditions -> change.apply(conditions, number));
    }
  }

  private static Conditions clock(String name) {
    try {
      return Conditions.named(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(CLOCK + " takes " + e.getMessage(), e);
    }
  }

  private static long number(String option, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
      throw new UsageException(option + " takes 0 or more, not " + text);
    } catch (NumberFormatException e) {
      throw new UsageException(option + " takes a number, not " + text, e);
    }
  }

  Conditions conditions() {
    Conditions conditions = base;
    for (UnaryOperator<Conditions> change : changes) {
      conditions = change.apply(conditions);
    }
    return conditions;
  }
}
