package icws.gateway.relay;

import java.time.Duration;

/**
 * How often a canister is polled while it is silent: the interval grows from {@code shortest} by
 * {@code growth} at each empty poll, up to {@code longest}.
 */
public record PollInterval(Duration shortest, Duration longest, double growth) {

  public PollInterval {
    if (shortest.isNegative()
        || shortest.isZero()
        || longest.compareTo(shortest) < 0
        || !(growth >= 1)) {
      throw new IllegalArgumentException(
          "a poll interval needs 0 < shortest <= longest and growth >= 1, not "
              + ("shortest=" + shortest + ", longest=" + longest + ", growth=" + growth));
    }
  }

  /** The interval that follows another one without a message. */
  public Duration after(Duration interval) {
    double grown = Math.min(interval.toNanos() * growth, (double) longest.toNanos());
    return Duration.ofNanos(Math.round(grown));
  }
}
