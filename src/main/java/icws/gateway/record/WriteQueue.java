package icws.gateway.record;

import icws.gateway.relay.closing.SessionEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits to be written to the record: of each entry, whether it is to be there.
 *
 * <p>Overflow policy: REFUSE_NEWEST for what is to be entered. What is to be struck was entered
 * before, so there is never more of that than entries. Any number of threads add, one takes.
 * Thread-safe.
 */
final class WriteQueue {

  /** What is wanted of an entry. */
  sealed interface Wanted {

    /** It is to be there. */
    record Entered() implements Wanted {}

    /** It is not to be there. */
    record Struck() implements Wanted {}

    /** If it is there, since when it has had no session. */
    record Orphaned(Instant since) implements Wanted {}
  }

  /**
   * All that waited, to be written in one transaction.
   *
   * @param wanted of each entry
   * @param waiting who wants to know when it has been written
   */
  record Batch(Map<SessionEntry, Wanted> wanted, List<CompletableFuture<Void>> waiting) {}

  private final int mostEntering;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by lock.
  private Map<SessionEntry, Wanted> wanted = new LinkedHashMap<>();
  private List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private boolean closed;

  /**
   * @param mostEntering how many may wait to be entered
   */
  WriteQueue(int mostEntering) {
    this.mostEntering = mostEntering;
  }

  /** Wants an entry to be there; false if there is no room for it, or it is too late. */
  boolean enter(SessionEntry entry, CompletableFuture<Void> entered) {
    lock.lock();
    try {
      if (waiting.size() >= mostEntering || closed) {
        return false;
      }
      waiting.add(entered);
      wanted.put(entry, new Wanted.Entered());
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Wants it to be noted of an entry, if nothing else is wanted of it. */
  void orphan(SessionEntry entry, Instant since) {
    lock.lock();
    try {
      wanted.putIfAbsent(entry, new Wanted.Orphaned(since));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Wants an entry not to be there. */
  void strike(SessionEntry entry) {
    lock.lock();
    try {
      wanted.put(entry, new Wanted.Struck());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is something to write, and takes all of it; empty at the end. */
  Optional<Batch> take() {
    lock.lock();
    try {
      while (wanted.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      if (wanted.isEmpty()) {
        return Optional.empty();
      }
      Batch batch = new Batch(wanted, waiting);
      wanted = new LinkedHashMap<>();
      waiting = new ArrayList<>();
      return Optional.of(batch);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes back a batch that may or may not have been written: what it was to enter is not to be
   * there, where nothing else has been asked for since.
   */
  void giveBack(Batch batch) {
    lock.lock();
    try {
      batch
          .wanted()
          .forEach(
              (entry, was) ->
                  wanted.putIfAbsent(
                      entry, was instanceof Wanted.Orphaned ? was : new Wanted.Struck()));
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is entered any more; what waits may still be taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for that long, or until it is closed. */
  void pause(Duration duration) {
    lock.lock();
    try {
      long left = duration.toNanos();
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException interrupted) {
      // Whoever interrupts wants an end of this.
      closed = true;
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
