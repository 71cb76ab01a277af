package icws.gateway.relay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The orphans of one canister. For one thread at a time. */
final class OrphanQueue {

  private final Queue<SessionEntry> waiting = new ArrayDeque<>();
  private int inFlight;
  private int failures;
  private @Nullable Future<?> alarm;

  /** How many there are, waiting or on their way. */
  int size() {
    return waiting.size() + inFlight;
  }

  /** How often in a row it came to rest. */
  int failures() {
    return failures;
  }

  void add(SessionEntry entry) {
    waiting.add(entry);
  }

  /** Those whose canister is to be told now; they are on their way then. */
  List<SessionEntry> due() {
    int most = failures == 0 ? Orphans.MOST_IN_FLIGHT : 1;
    List<SessionEntry> due = new ArrayList<>();
    while (alarm == null && inFlight < most && !waiting.isEmpty()) {
      due.add(waiting.remove());
      inFlight++;
    }
    return due;
  }

  /** One was settled; true if none is left. */
  boolean settled() {
    inFlight--;
    failures = 0;
    return size() == 0;
  }

  /** One was not settled and waits again; true if the queue is to come to rest now. */
  boolean failed(SessionEntry entry) {
    inFlight--;
    waiting.add(entry);
    boolean resting = alarm != null;
    if (!resting) {
      failures++;
    }
    return !resting;
  }

  /** Nobody is polled until the queue is woken. */
  void rest(Future<?> until) {
    alarm = until;
  }

  /** Ends the rest, if there is one. */
  void wake() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }
}
