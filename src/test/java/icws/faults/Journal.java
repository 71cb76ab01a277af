package icws.faults;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Requests that a proxy has seen, for tests to count and to wait for. Keeps the latest {@link
 * #CAPACITY}; the oldest make room. Thread-safe.
 */
public final class Journal {
  public static final int CAPACITY = 20_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by lock. */
  private final Deque<ProxiedRequest> requests = new ArrayDeque<>();

  void add(ProxiedRequest request) {
    lock.lock();
    try {
      if (requests.size() == CAPACITY) {
        requests.removeFirst();
      }
      requests.addLast(request);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** All that are kept, oldest first. */
  public List<ProxiedRequest> all() {
    lock.lock();
    try {
      return List.copyOf(requests);
    } finally {
      lock.unlock();
    }
  }

  public long count(Predicate<ProxiedRequest> wanted) {
    return all().stream().filter(wanted).count();
  }

  /** How many there were, the same one that came again not counted. */
  public long countDistinct(Predicate<ProxiedRequest> wanted) {
    return all().stream().filter(wanted).map(ProxiedRequest::body).distinct().count();
  }

  /** Forgets everything so far. */
  public void clear() {
    lock.lock();
    try {
      requests.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until so many have come; fails after a while. */
  public void await(Predicate<ProxiedRequest> wanted, long count, Duration patience)
      throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (requests.stream().filter(wanted).count() < count) {
        if (left <= 0) {
          throw new AssertionError("fewer than " + count + " requests of " + requests.size());
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
