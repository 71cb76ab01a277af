package icws.gateway.relay;

import java.time.Duration;

/**
 * Whether a canister that fails is worth asking: one destination's failures in a row.
 *
 * <p>It is closed while there is hope, and opens when nothing has succeeded for as long as a {@link
 * Backoff} is patient, or when the canister's poller has lost its own patience. After a cool-down
 * it is half open: one opening goes through, and what comes of it decides. Should that never be
 * known, another one goes through a cool-down later.
 *
 * <p>For one thread at a time; times are in nanoseconds since one moment.
 */
final class Circuit {

  /** The states, as operators see them. */
  enum State {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  /** More than one try takes, with the wait before it. */
  private static final Duration LONGEST_TRY = Duration.ofMinutes(2);

  private final long patienceNanos;
  private State state = State.CLOSED;
  private int failures;
  private long firstFailure;
  private long lastEvent;
  private long nextTrial;

  Circuit(Duration patience) {
    this.patienceNanos = patience.toNanos();
  }

  State state() {
    return state;
  }

  /** Whether what is known is so old that it means nothing any more. */
  boolean isStale(long now) {
    long last = state == State.CLOSED || nextTrial - lastEvent < 0 ? lastEvent : nextTrial;
    return now - last > patienceNanos + LONGEST_TRY.toNanos();
  }

  /**
   * Notes a failure.
   *
   * @param cooldown how long to wait from now, if this opens the circuit
   * @return whether the circuit is open by this failure
   */
  boolean failed(long now, Duration cooldown) {
    if (failures++ == 0) {
      firstFailure = now;
    }
    lastEvent = now;
    boolean opens =
        state == State.HALF_OPEN || (state == State.CLOSED && now - firstFailure >= patienceNanos);
    if (opens) {
      state = State.OPEN;
      nextTrial = now + cooldown.toNanos();
    }
    return opens;
  }

  /**
   * Opens it, whatever else has succeeded.
   *
   * @param cooldown how long to wait from now
   * @return whether it was closed
   */
  boolean open(long now, Duration cooldown) {
    boolean opens = state == State.CLOSED;
    if (opens) {
      state = State.OPEN;
      lastEvent = now;
      nextTrial = now + cooldown.toNanos();
    }
    return opens;
  }

  /**
   * Whether an opening may be tried.
   *
   * @param cooldown how long from now until the next one may be, if this one is the trial
   */
  boolean admits(long now, Duration cooldown) {
    if (state == State.CLOSED) {
      return true;
    }
    if (now - nextTrial < 0) {
      return false;
    }
    state = State.HALF_OPEN;
    lastEvent = now;
    nextTrial = now + cooldown.toNanos();
    return true;
  }
}
