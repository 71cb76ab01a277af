package icws.gateway.relay.session;

import icws.gateway.relay.Limit;
import icws.gateway.relay.Timers;
import icws.gateway.wire.CloseReason;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Until when a session has time: for its first frame, then as long as its client may act.
 * Thread-safe.
 */
final class SessionDeadline {

  /** A clock may be set while one waits for a point in time, so it is looked at now and then. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final ClientSession session;
  private final Timers timers;

  // Guarded by this.
  private @Nullable Future<?> timer;
  private boolean heard;
  private boolean ended;

  SessionDeadline(ClientSession session, Timers timers) {
    this.session = session;
    this.timers = timers;
  }

  /** Ends the session if no frame has come in time. */
  void awaitFirstFrame(Duration timeout) {
    set(timeout, this::firstFrameMissed);
  }

  private void firstFrameMissed() {
    // Ordering: a first frame that came just now may have been too late to stop this task.
    if (session.state() == SessionState.CONNECTED) {
      session.close(Limit.FIRST_FRAME_TIME, "no first frame in time");
    }
  }

  /** Ends the session when the authority has ended with which its client opened it. */
  void await(Instant authorityEnd) {
    Duration left = timers.until(authorityEnd);
    if (left.isNegative() || left.isZero()) {
      session.close(
          CloseReason.SESSION_EXPIRED, "the authority of this session ended at " + authorityEnd);
    } else {
      set(left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT, () -> await(authorityEnd));
    }
  }

  private void set(Duration delay, Runnable task) {
    cancel();
    Future<?> next = timers.after(delay, task).orElse(null);
    synchronized (this) {
      timer = next;
      if (ended) {
        cancel();
      }
    }
  }

  /** A frame has come; the first one is waited for no longer. */
  synchronized void frameCame() {
    if (!heard) {
      heard = true;
      cancel();
    }
  }

  private synchronized void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** The session is over: nothing is waited for any more. */
  synchronized void end() {
    ended = true;
    cancel();
  }
}
