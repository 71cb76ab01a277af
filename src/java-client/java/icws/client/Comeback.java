package icws.client;

import icws.client.IcWebSocketException.Failure;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Whether another connection follows one that has ended, and when: the rules of the browser's
 * client. For one thread at a time.
 */
final class Comeback {
  static final Duration SHORTEST = Duration.ofMillis(500);
  static final Duration LONGEST = Duration.ofMinutes(1);

  /** How long a connection must have been open for the delays to start over. */
  static final Duration STABLE = Duration.ofSeconds(10);

  private enum Sequel {
    /** It would end the same way again. */
    NONE,
    /** Another connection, if this is not how the one before ended, too. */
    ONCE,
    AGAIN
  }

  private static final Map<Failure, Sequel> OF_FAILURES =
      new EnumMap<>(
          Map.of(
              Failure.REGISTRATION, Sequel.AGAIN,
              Failure.CONNECTION, Sequel.AGAIN,
              Failure.TIMEOUT, Sequel.AGAIN,
              Failure.EXPIRED, Sequel.AGAIN,
              Failure.SILENT, Sequel.AGAIN,
              Failure.NO_HEARTBEAT, Sequel.AGAIN,
              Failure.STALE_CERTIFICATE, Sequel.ONCE,
              Failure.WRONG_SEQUENCE, Sequel.ONCE,
              Failure.WRONG_TIMESTAMP, Sequel.ONCE));

  /** 1005, 1012 and 1014 come from proxies in between, which know nothing of canisters. */
  private static final Map<Integer, Sequel> OF_CODES =
      Map.of(
          1001, Sequel.AGAIN,
          1005, Sequel.AGAIN,
          1006, Sequel.AGAIN,
          1008, Sequel.ONCE,
          1011, Sequel.AGAIN,
          1012, Sequel.AGAIN,
          1013, Sequel.AGAIN,
          1014, Sequel.AGAIN,
          4401, Sequel.ONCE,
          4404, Sequel.ONCE);

  private static final double FIRST_SPREAD = 4;

  private final DoubleSupplier random;
  private int attempts;
  private boolean hadItsChance;

  /**
   * @param random numbers from 0 to 1, which keep clients apart that were cut off together
   */
  Comeback(DoubleSupplier random) {
    this.random = random;
  }

  /** How many attempts in a row the next one makes. */
  int attempts() {
    return attempts;
  }

  /**
   * How long to wait before the next attempt; nothing if there is to be none.
   *
   * @param open for how long the connection that has ended was open, zero if it never was
   */
  Optional<Duration> after(IcWebSocketException why, Duration open) {
    if (open.compareTo(STABLE) >= 0) {
      attempts = 0;
      hadItsChance = false;
    }
    Sequel sequel = sequel(why);
    if (sequel == Sequel.NONE || (sequel == Sequel.ONCE && hadItsChance)) {
      return Optional.empty();
    }
    hadItsChance = sequel == Sequel.ONCE;
    return Optional.of(delay(attempts++));
  }

  private static Sequel sequel(IcWebSocketException why) {
    return why.failure() == Failure.CLOSED
        ? OF_CODES.getOrDefault(why.closeCode(), Sequel.NONE)
        : OF_FAILURES.getOrDefault(why.failure(), Sequel.NONE);
  }

  /** Evenly between the shortest and a bound that doubles up to the longest. */
  private Duration delay(int before) {
    double shortest = SHORTEST.toMillis();
    double longest = LONGEST.toMillis();
    double bound = Math.min(shortest * FIRST_SPREAD * Math.pow(2, before), longest);
    return Duration.ofMillis((long) (shortest + random.getAsDouble() * (bound - shortest)));
  }
}
