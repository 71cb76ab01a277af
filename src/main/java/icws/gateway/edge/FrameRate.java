package icws.gateway.edge;

import java.time.Duration;

/**
 * How many frames a client may send: a token bucket.
 *
 * @param perSecond how many in the long run
 * @param burst how many at once, after a time of silence
 */
public record FrameRate(int perSecond, int burst) {

  public FrameRate {
    if (perSecond < 1 || burst < 1) {
      throw new IllegalArgumentException(perSecond + " frames a second, " + burst + " at once");
    }
  }

  /**
   * One client's bucket, as the time at which it will be full again. Not thread-safe: its owner
   * takes from it at one frame after the other.
   */
  final class Bucket {
    private final long frameNanos = Duration.ofSeconds(1).toNanos() / perSecond;

    /** Written by the container's threads, one at a time; volatile because they change. */
    private volatile long fullAtNanos;

    Bucket(long nowNanos) {
      this.fullAtNanos = nowNanos;
    }

    /** Takes one frame's token; false if there is none. */
    boolean take(long nowNanos) {
      long missingNanos = Math.max(0, fullAtNanos - nowNanos);
      if (missingNanos + frameNanos > frameNanos * burst) {
        return false;
      }
      fullAtNanos = nowNanos + missingNanos + frameNanos;
      return true;
    }
  }
}
