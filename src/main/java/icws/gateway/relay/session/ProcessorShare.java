package icws.gateway.relay.session;

import java.time.Duration;

/**
 * How much of the processors the frames of one client address may have: a token bucket of processor
 * time that holds a second's worth.
 *
 * @param perSecond processor time in each second; a frame that finds none left waits for its turn
 * @param longestWait how long a frame may wait for its turn before its client is given up
 */
public record ProcessorShare(Duration perSecond, Duration longestWait) {

  private static final Duration SECOND = Duration.ofSeconds(1);

  public ProcessorShare {
    if (perSecond.isNegative() || perSecond.isZero()) {
      throw new IllegalArgumentException("no processor time: " + perSecond);
    }
    if (longestWait.isNegative() || longestWait.isZero()) {
      throw new IllegalArgumentException("no time to wait: " + longestWait);
    }
  }

  /** A quarter of one processor. */
  public static ProcessorShare usual() {
    return new ProcessorShare(Duration.ofMillis(250), Duration.ofSeconds(30));
  }

  /** The bucket of one address, as the time at which it will be full again. For one thread. */
  final class Bucket {
    private final double slowdown = (double) SECOND.toNanos() / perSecond.toNanos();
    private long fullAtNanos;

    Bucket(long nowNanos) {
      this.fullAtNanos = nowNanos;
    }

    /** Takes what was used, also if that is more than there is. */
    void charge(long usedNanos, long nowNanos) {
      fullAtNanos = nowNanos + fullIn(nowNanos) + (long) (usedNanos * slowdown);
    }

    /** How long until there is some again, in nanoseconds; 0 if there is. */
    long emptyFor(long nowNanos) {
      return Math.max(0, fullIn(nowNanos) - SECOND.toNanos() + 1);
    }

    /** How long until the bucket is full, in nanoseconds. */
    long fullIn(long nowNanos) {
      return Math.max(0, fullAtNanos - nowNanos);
    }
  }
}
