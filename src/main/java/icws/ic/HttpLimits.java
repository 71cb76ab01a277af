package icws.ic;

import java.time.Duration;

/**
 * What requests over HTTP may take.
 *
 * @param connectTimeout for a connection to be made
 * @param maxReplyBytes the largest reply that is read; a larger one is dropped while it arrives
 * @param maxInFlight requests on their way at once; those about one canister are never more than
 *     are left for the others
 * @param maxWaiting requests that wait for one of those to end, shared in the same way; more are
 *     refused at once
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

  /**
   * 10 s to connect, replies of 4 MiB, 512 requests in flight and 8,192 waiting: one canister has
   * about half.
   */
  public static HttpLimits defaults() {
    return new HttpLimits(Duration.ofSeconds(10), 4 << 20, 512, 8_192);
  }
}
