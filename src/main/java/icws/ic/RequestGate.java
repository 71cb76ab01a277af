package icws.ic;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a limited number of requests out at once; others wait in order. Overflow policy: refuse the
 * newest. Thread-safe.
 */
final class RequestGate {

  private final int maxInFlight;
  private final int maxWaiting;

  /** Guarded by this. */
  private final Queue<BooleanSupplier> waiting = new ArrayDeque<>();

  /** Guarded by this. */
  private int inFlight;

  RequestGate(int maxInFlight, int maxWaiting) {
    this.maxInFlight = maxInFlight;
    this.maxWaiting = maxWaiting;
  }

  /**
   * Starts a request now or when its turn comes; each that started must {@link #leave} once.
   *
   * @param start starts the request and answers true, or false if it is no longer wanted
   * @return false if too many wait already: it will never be started
   */
  boolean enter(BooleanSupplier start) {
    synchronized (this) {
      if (inFlight == maxInFlight) {
        return waiting.size() < maxWaiting && waiting.add(start);
      }
      inFlight++;
    }
    if (!start.getAsBoolean()) {
      leave();
    }
    return true;
  }

  void leave() {
    BooleanSupplier next = next();
    while (next != null && !next.getAsBoolean()) {
      next = next();
    }
  }

  /** Passes the place on to the next request, or gives it up if none waits. */
  private synchronized @Nullable BooleanSupplier next() {
    BooleanSupplier next = waiting.poll();
    if (next == null) {
      inFlight--;
    }
    return next;
  }
}
