package icws.gateway.relay;

import java.time.Duration;

/**
 * The limits and times of the message path.
 *
 * @param firstFrameTimeout how long a client may stay connected without naming itself
 * @param inboxFrames how many messages of one client may wait for its canister
 * @param inboxBytes how many bytes they may have together
 * @param pace of polling
 * @param backoff of calls and polls that fail for a passing reason
 */
public record RelaySettings(
    Duration firstFrameTimeout, int inboxFrames, long inboxBytes, Pace pace, Backoff backoff) {

  public RelaySettings {
    if (firstFrameTimeout.isNegative() || firstFrameTimeout.isZero()) {
      throw new IllegalArgumentException("no time for the first frame: " + firstFrameTimeout);
    }
    if (inboxFrames < 1 || inboxBytes < 1) {
      throw new IllegalArgumentException(
          "no room in the inbox: " + inboxFrames + " frames, " + inboxBytes + " bytes");
    }
  }

  public static RelaySettings defaults() {
    return new RelaySettings(
        Duration.ofSeconds(10),
        64,
        4L << 20,
        new Pace(Duration.ofMillis(100), Duration.ofSeconds(2), 1.5),
        new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), 8));
  }
}
