package icws.gateway.edge;

import java.time.Duration;

/**
 * How much may wait for clients that read slowly, and how slowly they may read.
 *
 * @param maxBytes what may wait for one client; a single frame may be larger
 * @param maxTotalBytes what may wait for all clients, as it is in memory
 * @param sendTimeout how long what waits for a client has to leave, up to {@link #AT_ONCE_BYTES} of
 *     it
 * @param bytesPerSecond how fast the rest has to leave
 */
public record OutboxLimits(
    int maxBytes, long maxTotalBytes, Duration sendTimeout, int bytesPerSecond) {

  /** What has to leave within the send time-out: as much as an ordinary frame has at most. */
  public static final int AT_ONCE_BYTES = 256 * 1024;

  public OutboxLimits {
    if (maxBytes < 1 || maxTotalBytes < maxBytes) {
      throw new IllegalArgumentException(
          "room for " + maxBytes + " bytes of one client and " + maxTotalBytes + " of all");
    }
    if (sendTimeout.isNegative() || sendTimeout.isZero() || bytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "no time to read: " + sendTimeout + ", " + bytesPerSecond + " bytes a second");
    }
  }

  /** How long a frame has to leave that makes it so many bytes that wait for its client. */
  Duration timeFor(long waitingBytes) {
    long more = Math.max(0, waitingBytes - AT_ONCE_BYTES);
    return sendTimeout.plusMillis(more * 1_000 / bytesPerSecond);
  }
}
