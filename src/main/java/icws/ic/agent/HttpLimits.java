package icws.ic.agent;

import java.time.Duration;

/**
 * What requests over HTTP may take. Openings and closings of sessions have places of their own, as
 * many as calls of those who are open, and so have those that poll for news, a quarter as many, but
 * three at least.
 *
 * @param connectTimeout for a connection to be made
 * @param maxReplyBytes the largest reply that is read; a larger one is dropped while it arrives
 * @param maxInFlight requests on their way at once; those about one canister are never more than
 *     are left for the others
 * @param maxWaiting requests that wait for their turn, shared in the same way; more are refused at
 *     once
 * @param requestsPerSecond requests that go out in a second; after a rest twice as many at once
 */
public record HttpLimits(
    Duration connectTimeout,
    int maxReplyBytes,
    int maxInFlight,
    int maxWaiting,
    int requestsPerSecond) {

  /** For networks that take whatever comes. */
  public static final int UNLIMITED = 1_000_000;

  private static final int USUAL_PER_SECOND = 250;

  /** Of two, one canister could have both. */
  private static final int FEWEST_POLLS = 3;

  public HttpLimits {
    if (connectTimeout.isNegative() || connectTimeout.isZero()) {
      throw new IllegalArgumentException("connectTimeout must be positive: " + connectTimeout);
    }
    if (maxReplyBytes < 1 || maxInFlight < 1 || maxWaiting < 0 || requestsPerSecond < 1) {
      throw new IllegalArgumentException("limits must be positive: " + maxReplyBytes);
    }
  }

  /**
   * 10 s to connect, replies of 4 MiB, 512 requests in flight and 8,192 waiting: one canister has
   * about half. 250 a second: the network's nodes drop the packets of who asks for more than 300.
   */
  public static HttpLimits defaults() {
    return new HttpLimits(Duration.ofSeconds(10), 4 << 20, 512, 8_192, USUAL_PER_SECOND);
  }

  /** The places of requests that poll for news. */
  int maxPollsInFlight() {
    return Math.max(FEWEST_POLLS, maxInFlight / 4);
  }

  /** How many may go out at once after a rest. */
  int burst() {
    return 2 * requestsPerSecond;
  }
}
