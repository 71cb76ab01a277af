package icws.gateway.relay.closing;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The closings of one canister: some on their way, the others wait, and as many more may be on
 * their way as have succeeded, up to a limit. After one that failed the queue rests, then a single
 * one goes out, and when that succeeds half as many as before. For one thread at a time.
 */
final class ClosingQueue {

  private static final int FIRST_WINDOW = 32;

  private final int mostInFlight;

  /** In the order in which they are to go out, after the urgent ones. */
  private final Map<SessionEntry, Closing> waiting = new LinkedHashMap<>();

  /** Those that somebody waits for. */
  private final Queue<Closing> urgent = new ArrayDeque<>();

  private final Set<Closing> inFlight = new HashSet<>();

  /** Refused, while nobody knew whether the opening was still to come. */
  private final Map<SessionEntry, Closing> doubtful = new HashMap<>();

  private int orphans;
  private int window;
  private int failures;
  private boolean resting;
  private @Nullable Future<?> timer;
  private int rests;

  /**
   * @param mostInFlight the limit
   */
  ClosingQueue(int mostInFlight) {
    this.mostInFlight = mostInFlight;
    this.window = Math.min(FIRST_WINDOW, mostInFlight);
  }

  /** How many there are, in whatever state. */
  int size() {
    return waiting.size() + urgent.size() + inFlight.size() + doubtful.size();
  }

  /** How many of them have no session any more. */
  int orphans() {
    return orphans;
  }

  /** Counts one more, or one less, without a session. */
  void countOrphans(int change) {
    orphans += change;
  }

  /** How often in a row it came to rest. */
  int failures() {
    return failures;
  }

  void add(Closing closing) {
    waiting.put(closing.entry(), closing);
    if (timer == null) {
      // Nothing else would end a rest that could not be timed.
      wake();
    }
  }

  /** Somebody waits for this one: if it waits itself, it goes first. */
  void urge(SessionEntry entry) {
    Closing found = waiting.remove(entry);
    if (found != null) {
      urgent.add(found);
    }
  }

  /**
   * Those whose canister is to be told now; they are on their way then.
   *
   * @param hurried whether there is no limit to them
   */
  List<Closing> due(boolean hurried) {
    int most = failures > 0 ? 1 : hurried ? Integer.MAX_VALUE : window;
    List<Closing> due = new ArrayList<>();
    Closing next = !resting && inFlight.size() < most ? next() : null;
    while (next != null) {
      inFlight.add(next);
      due.add(next);
      next = inFlight.size() < most ? next() : null;
    }
    return due;
  }

  private @Nullable Closing next() {
    Closing first = urgent.poll();
    Iterator<Closing> others = waiting.values().iterator();
    if (first == null && others.hasNext()) {
      first = others.next();
      others.remove();
    }
    return first;
  }

  /**
   * The canister has answered one on its way, which leaves the queue: one more may be on their way.
   *
   * @return false, and nothing changed, if this one's answer was dealt with before
   */
  boolean succeeded(Closing closing) {
    boolean first = inFlight.remove(closing);
    if (first) {
      failures = 0;
      window = Math.min(window + 1, mostInFlight);
    }
    return first;
  }

  /**
   * One on its way has failed, and waits again.
   *
   * @return whether the queue is to come to rest now
   */
  boolean failed(Closing closing) {
    if (!inFlight.remove(closing)) {
      return false;
    }
    waiting.put(closing.entry(), closing);
    if (resting) {
      return false;
    }
    failures++;
    window = Math.max(1, window / 2);
    return true;
  }

  /** One was refused too early to prove anything. */
  void doubt(Closing closing) {
    doubtful.put(closing.entry(), closing);
  }

  /** Takes a doubtful one out; null if there is none. */
  @Nullable Closing takeDoubtful(SessionEntry entry) {
    return doubtful.remove(entry);
  }

  /** Those that wait. */
  List<Closing> waiting() {
    return Stream.concat(urgent.stream(), waiting.values().stream()).toList();
  }

  /** Takes out those that wait and have had no session since before a point in time. */
  List<Closing> takeOrphansBefore(Instant time) {
    List<Closing> taken =
        waiting().stream().filter(closing -> closing.isOrphanSinceBefore(time)).toList();
    remove(taken);
    return taken;
  }

  /** Takes out so many of those that have no session and are not on their way, or all there are. */
  List<Closing> takeOrphans(int most) {
    List<Closing> taken =
        Stream.of(doubtful.values(), waiting.values(), urgent)
            .flatMap(Collection::stream)
            .filter(Closing::isOrphan)
            .limit(most)
            .toList();
    remove(taken);
    return taken;
  }

  private void remove(List<Closing> taken) {
    for (Closing closing : taken) {
      waiting.remove(closing.entry());
      doubtful.remove(closing.entry());
    }
    urgent.removeAll(taken);
  }

  /**
   * Nobody is told until the queue is woken.
   *
   * @return the number of this rest
   */
  int rest() {
    resting = true;
    return ++rests;
  }

  /** What ends the rest; null if nothing could be found that does. */
  void restUntil(@Nullable Future<?> end) {
    timer = end;
  }

  /** Ends this rest, unless it has ended, and another one may have begun. */
  void wakeFrom(int rest) {
    if (rest == rests) {
      wake();
    }
  }

  /** Ends the rest, if there is one. */
  void wake() {
    resting = false;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
