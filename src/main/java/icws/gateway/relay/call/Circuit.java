package icws.gateway.relay.call;

import icws.gateway.relay.RetryPolicy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Whether a canister that fails is worth asking: one destination's failures in a row.
 *
 * <p>It is closed while there is hope, and opens when no call, or no query, has succeeded for as
 * long as a {@link RetryPolicy} is patient, or when the canister's poller has lost its own
 * patience. After a cool-down it is half open: one opening goes through, and what comes of it
 * decides. Where that says nothing of the canister the next one goes through, and should it never
 * be known, another one a cool-down later. It closes when calls and queries succeed, whichever
 * failed: a subnet that stalls still answers queries.
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

  /** What a canister is asked by (interface specification, "Request types"). */
  enum Request {
    CALL,
    QUERY
  }

  /** More than one try takes, with the wait before it. */
  private static final Duration LONGEST_TRY = Duration.ofMinutes(2);

  private final long patienceNanos;
  private State state = State.CLOSED;
  private final Map<Request, Long> failingSince = new EnumMap<>(Request.class);
  private long lastEvent;
  private long nextTrial;

  /** The number of the session that goes through while it is half open. */
  private long trial;

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
  boolean failed(Request request, long now, Duration cooldown) {
    long since = failingSince.computeIfAbsent(request, first -> now);
    lastEvent = now;
    boolean opens =
        state == State.HALF_OPEN || (state == State.CLOSED && now - since >= patienceNanos);
    if (opens) {
      state = State.OPEN;
      nextTrial = now + cooldown.toNanos();
    }
    return opens;
  }

  /** Notes that a request was not sent: the time since what was noted before does not count. */
  void unsent(long now) {
    failingSince.replaceAll((request, since) -> since + (now - lastEvent));
    lastEvent = now;
  }

  /** Notes that a session is over: if it was the trial, and has decided nothing, another may be. */
  void over(long session, long now) {
    if (state == State.HALF_OPEN && trial == session) {
      nextTrial = now;
    }
  }

  /**
   * Notes a success.
   *
   * @return whether nothing is wrong any more
   */
  boolean succeeded(Request request) {
    failingSince.remove(request);
    return failingSince.isEmpty();
  }

  /**
   * Opens it because polling has failed for too long, whatever else has succeeded.
   *
   * @param cooldown how long to wait from now
   * @return whether it was closed
   */
  boolean open(long now, Duration cooldown) {
    boolean opens = state == State.CLOSED;
    failingSince.putIfAbsent(Request.QUERY, now);
    if (opens) {
      state = State.OPEN;
      lastEvent = now;
      nextTrial = now + cooldown.toNanos();
    }
    return opens;
  }

  /** Whether {@link #admits} would say yes. */
  boolean mayAdmit(long now) {
    return state == State.CLOSED || now - nextTrial >= 0;
  }

  /**
   * Whether a session's opening may be tried.
   *
   * @param session its number, unique in the life of the gateway
   * @param cooldown how long from now until the next one may be, if this one is the trial
   */
  boolean admits(long session, long now, Duration cooldown) {
    if (state == State.CLOSED) {
      return true;
    }
    if (!mayAdmit(now)) {
      return false;
    }
    state = State.HALF_OPEN;
    trial = session;
    lastEvent = now;
    nextTrial = now + cooldown.toNanos();
    return true;
  }
}
