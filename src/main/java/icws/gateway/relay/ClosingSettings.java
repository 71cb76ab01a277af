package icws.gateway.relay;

import java.time.Duration;

/**
 * Bounds of the clients that have left and whose canisters do not know it yet.
 *
 * @param most how many there may be with a session, and how many without
 * @param mostInFlight how many closings may be on their way to one canister at once
 * @param orphanAge how long a canister is told that a client without a session has gone
 */
public record ClosingSettings(int most, int mostInFlight, Duration orphanAge) {

  public ClosingSettings {
    if (most < 1 || mostInFlight < 1) {
      throw new IllegalArgumentException(
          "no room for closings: " + most + ", on their way " + mostInFlight);
    }
    if (orphanAge.isNegative() || orphanAge.isZero()) {
      throw new IllegalArgumentException("no time for orphans: " + orphanAge);
    }
  }

  /** Twice as many as a gateway has connections by default; a quarter of its requests; a day. */
  public static ClosingSettings usual() {
    return new ClosingSettings(20_000, 128, Duration.ofDays(1));
  }
}
