package icws.ic;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a limited number of requests out at once; others wait. Each is a party's, a canister's for
 * instance, and no party holds more places than are left for the others, be it of those out or of
 * those that wait: so one whose requests hang leaves room for everybody else. A party's requests go
 * out in order, the parties' in turn. Overflow policy: REFUSE_NEWEST. Thread-safe.
 */
final class RequestGate {

  private final int maxInFlight;
  private final int maxWaiting;

  /** Guarded by this. Whose turn it is next comes first; nobody without requests is in it. */
  private final Map<String, Deque<BooleanSupplier>> waiting = new LinkedHashMap<>();

  /** Guarded by this. */
  private int waitingInAll;

  /** Guarded by this. By party; nobody without requests is in it. */
  private final Map<String, Integer> inFlight = new HashMap<>();

  /** Guarded by this. */
  private int inFlightInAll;

  /** Guarded by this. */
  private long refused;

  private record Next(String party, BooleanSupplier start) {}

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
  boolean enter(String party, BooleanSupplier start) {
    synchronized (this) {
      if (!mayGoOut(party)) {
        return queue(party, start);
      }
      count(party, 1);
    }
    if (!start.getAsBoolean()) {
      leave(party);
    }
    return true;
  }

  void leave(String party) {
    synchronized (this) {
      count(party, -1);
    }
    for (Next next = next(); next != null; next = next()) {
      if (!next.start().getAsBoolean()) {
        synchronized (this) {
          count(next.party(), -1);
        }
      }
    }
  }

  /** How many are out. */
  synchronized int inFlight() {
    return inFlightInAll;
  }

  /** How many wait for their turn. */
  synchronized int waiting() {
    return waitingInAll;
  }

  /** How many have been refused. */
  synchronized long refused() {
    return refused;
  }

  /** Takes the place of the next request whose turn it is; null if none may go out. */
  private synchronized @Nullable Next next() {
    Iterator<String> parties = waiting.keySet().iterator();
    while (parties.hasNext()) {
      String party = parties.next();
      if (mayGoOut(party)) {
        count(party, 1);
        return new Next(party, dequeue(party));
      }
    }
    return null;
  }

  /** Called under the lock. */
  private boolean mayGoOut(String party) {
    int left = maxInFlight - inFlightInAll;
    return left > 0 && inFlight.getOrDefault(party, 0) <= left;
  }

  /** Called under the lock. */
  private void count(String party, int change) {
    inFlightInAll += change;
    inFlight.merge(party, change, (one, other) -> one + other == 0 ? null : one + other);
  }

  /** Called under the lock. */
  private boolean queue(String party, BooleanSupplier start) {
    int left = maxWaiting - waitingInAll;
    Deque<BooleanSupplier> mine = waiting.get(party);
    if (left == 0 || (mine != null && mine.size() > left)) {
      refused++;
      return false;
    }
    waitingInAll++;
    return waiting.computeIfAbsent(party, any -> new ArrayDeque<>()).add(start);
  }

  /** Called under the lock, for a party that has requests here, whose next turn comes last. */
  private BooleanSupplier dequeue(String party) {
    Deque<BooleanSupplier> mine = waiting.remove(party);
    if (mine == null) {
      throw new IllegalStateException("nothing waits for " + party);
    }
    waitingInAll--;
    BooleanSupplier oldest = mine.removeFirst();
    if (!mine.isEmpty()) {
      waiting.put(party, mine);
    }
    return oldest;
  }
}
