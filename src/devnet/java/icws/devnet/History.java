package icws.devnet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What has come by, for tests to count and to wait for. Keeps the latest; the oldest make room.
 * Thread-safe.
 *
 * @param <T> what comes by
 */
public class History<T> {
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by lock. */
  private final Deque<T> items = new ArrayDeque<>();

  /**
   * @param capacity how many are kept
   */
  protected History(int capacity) {
    this.capacity = capacity;
  }

  /** One more has come by. */
  public final void add(T item) {
    lock.lock();
    try {
      if (items.size() == capacity) {
        items.removeFirst();
      }
      items.addLast(item);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** All that are kept, oldest first. */
  public final List<T> all() {
    lock.lock();
    try {
      return List.copyOf(items);
    } finally {
      lock.unlock();
    }
  }

  public final long count(Predicate<T> wanted) {
    return all().stream().filter(wanted).count();
  }

  /** Takes all that are kept, oldest first, and forgets them. */
  public final List<T> drain() {
    lock.lock();
    try {
      List<T> all = List.copyOf(items);
      items.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets everything so far. */
  public final void clear() {
    lock.lock();
    try {
      items.clear();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until so many have come.
   *
   * @return whether they came in time
   */
  public final boolean await(Predicate<T> wanted, long count, Duration timeout)
      throws InterruptedException {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (items.stream().filter(wanted).count() < count) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
