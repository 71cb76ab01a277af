package icws.gateway.relay;

import java.time.Duration;

/**
 * The limits and times of the message path.
 *
 * @param firstFrameTimeout how long a client may stay connected without naming itself
 * @param inboxFrames how many messages of one client may wait for its canister
 * @param inboxBytes how many bytes they may have together; each message counts 512 more than its
 *     frame
 * @param inboxTotalBytes the same for the messages of all clients
 * @param canisters which of them are served, and to how many clients
 * @param pollInterval how often a silent canister is polled
 * @param retryPolicy of calls and polls that fail for a passing reason
 * @param closings bounds of the clients that have left
 * @param circuitCooldown how long a canister that outlasted the backoff's patience is left alone
 *     before one opening is tried again; up to a half less, by chance
 */
public record RelaySettings(
    Duration firstFrameTimeout,
    int inboxFrames,
    long inboxBytes,
    long inboxTotalBytes,
    CanisterAdmission canisters,
    PollInterval pollInterval,
    RetryPolicy retryPolicy,
    ClosingSettings closings,
    Duration circuitCooldown) {

  public RelaySettings {
    if (firstFrameTimeout.isNegative() || firstFrameTimeout.isZero()) {
      throw new IllegalArgumentException("no time for the first frame: " + firstFrameTimeout);
    }
    if (inboxFrames < 1 || inboxBytes < 1) {
      throw new IllegalArgumentException(
          "no room in the inbox: " + inboxFrames + " frames, " + inboxBytes + " bytes");
    }
    if (inboxTotalBytes < inboxBytes) {
      throw new IllegalArgumentException(
          "less room in all inboxes than in one: " + inboxTotalBytes + " bytes");
    }
    if (circuitCooldown.isNegative() || circuitCooldown.isZero()) {
      throw new IllegalArgumentException("no time to cool down: " + circuitCooldown);
    }
  }

  /** What operators get who set nothing. */
  public static RelaySettings defaults() {
    return new RelaySettings(
        Duration.ofSeconds(10),
        2_048,
        4L << 20,
        128L << 20,
        CanisterAdmission.usual(),
        new PollInterval(Duration.ofMillis(100), Duration.ofSeconds(2), 1.5),
        new RetryPolicy(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofMinutes(2)),
        ClosingSettings.usual(),
        Duration.ofSeconds(10));
  }
}
