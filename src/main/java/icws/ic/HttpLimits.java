package icws.ic;

import java.time.Duration;

/**
 * What requests over HTTP may take.
 *
 * @param connectTimeout for a connection to be made
 * @param maxReplyBytes the largest reply that is read; a larger one is dropped while it arrives
 * @param maxInFlight requests on their way at once
 * @param maxWaiting requests that wait for one of those to end; more are refused at once
 */
public record HttpLimits(
    Duration connectTimeout, int maxReplyBytes, int maxInFlight, int maxWaiting) {

  public HttpLimits {
    if (connectTimeout.isNegative() || connectTimeout.isZero()) {
      throw new IllegalArgumentException("connectTimeout must be positive: " + connectTimeout);
    }
    if (maxReplyBytes < 1 || maxInFlight < 1 || maxWaiting < 0) {
      throw new IllegalArgumentException("limits must be positive: " + maxReplyBytes);
    }
  }

  /** 10 s to connect, replies of 4 MiB, 256 requests in flight and 4,096 waiting. */
  public static HttpLimits defaults() {
    return new HttpLimits(Duration.ofSeconds(10), 4 << 20, 256, 4_096);
  }
}
