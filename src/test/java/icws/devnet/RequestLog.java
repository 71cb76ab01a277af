package icws.devnet;

import icws.devnet.http.ObservedRequest;
import icws.ic.Principal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The requests that reached the network, for tests to count and to wait for. Keeps the latest
 * {@link #CAPACITY}; the oldest make room. Thread-safe.
 */
public final class RequestLog {
  public static final int CAPACITY = 10_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by lock. */
  private final Deque<ObservedRequest> requests = new ArrayDeque<>();

  void add(ObservedRequest request) {
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
  public List<ObservedRequest> all() {
    lock.lock();
    try {
      return List.copyOf(requests);
    } finally {
      lock.unlock();
    }
  }

  public long count(Predicate<ObservedRequest> wanted) {
    return all().stream().filter(wanted).count();
  }

  /** How many calls or queries of a canister's method there were. */
  public long count(Principal canister, String method) {
    return count(of(canister, method));
  }

  /** Takes all that are kept, oldest first, and forgets them. */
  public List<ObservedRequest> drain() {
    lock.lock();
    try {
      List<ObservedRequest> all = List.copyOf(requests);
      requests.clear();
      return all;
    } finally {
      lock.unlock();
    }
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

  /**
   * Waits until so many requests of a canister's method have come.
   *
   * @return whether they came in time
   */
  public boolean await(Principal canister, String method, long count, Duration timeout)
      throws InterruptedException {
    return await(of(canister, method), count, timeout);
  }

  /**
   * Waits until so many requests have come.
   *
   * @return whether they came in time
   */
  public boolean await(Predicate<ObservedRequest> wanted, long count, Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    lock.lock();
    try {
      while (requests.stream().filter(wanted).count() < count) {
        long left = deadline - System.nanoTime();
        if (left <= 0 || changed.awaitNanos(left) <= 0) {
          return requests.stream().filter(wanted).count() >= count;
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private static Predicate<ObservedRequest> of(Principal canister, String method) {
    return request -> request.canister().equals(canister) && request.method().equals(method);
  }
}
