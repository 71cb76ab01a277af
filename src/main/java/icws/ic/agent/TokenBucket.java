package icws.ic.agent;

import java.util.function.LongSupplier;

/** So many events a second, and after a rest so many at once. For one thread at a time. */
final class TokenBucket {

  private static final double NANOS_PER_SECOND = 1e9;

  private final double perNano;
  private final double burst;
  private final LongSupplier nanoClock;
  private double tokens;
  private long lastNanos;

  /**
   * Makes a full bucket.
   *
   * @param perSecond positive
   * @param burst at least one
   */
  TokenBucket(double perSecond, double burst, LongSupplier nanoClock) {
    this.perNano = perSecond / NANOS_PER_SECOND;
    this.burst = burst;
    this.nanoClock = nanoClock;
    this.tokens = burst;
    this.lastNanos = nanoClock.getAsLong();
  }

  /** Takes a token, if there is one. */
  boolean take() {
    refill();
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  /** Puts a token back that was taken and not used. */
  void putBack() {
    tokens = Math.min(burst, tokens + 1);
  }

  /** How long until there is a token; 0 if there is one. */
  long nanosUntilNext() {
    refill();
    return tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / perNano);
  }

  private void refill() {
    long now = nanoClock.getAsLong();
    // Ordering: clocks of different processors may differ a little.
    if (now - lastNanos > 0) {
      tokens = Math.min(burst, tokens + (now - lastNanos) * perNano);
      lastNanos = now;
    }
  }
}
