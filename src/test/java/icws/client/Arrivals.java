package icws.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived and waits to be taken, in order, until an end. Beyond {@link #MOST} it ends by
 * itself: then nobody takes. Thread-safe.
 */
final class Arrivals<T> {
  static final int MOST = 100_000;

  // Never held while completing a future, whose followers may come back here.
  private final Object lock = new Object();
  // Guarded by lock. One of the two is empty.
  private final Deque<T> arrived = new ArrayDeque<>();
  private final Deque<CompletableFuture<T>> awaited = new ArrayDeque<>();
  private @Nullable Throwable end;

  /** The next one; fails after the last one before the end. */
  CompletableFuture<T> next() {
    synchronized (lock) {
      if (!arrived.isEmpty()) {
        return CompletableFuture.completedFuture(arrived.remove());
      }
      if (end != null) {
        return CompletableFuture.failedFuture(end);
      }
      CompletableFuture<T> next = new CompletableFuture<>();
      awaited.add(next);
      return next;
    }
  }

  void add(T arrival) {
    CompletableFuture<T> next;
    do {
      synchronized (lock) {
        next = awaited.poll();
        if (next == null && end == null) {
          arrived.add(arrival);
          if (arrived.size() > MOST) {
            end = new IllegalStateException("nobody takes what arrives");
          }
        }
      }
      // Ordering: whoever waited may have given up meanwhile; then the next one has it.
    } while (next != null && !next.complete(arrival));
  }

  /** Nothing more arrives, and why. Only the first call counts. */
  void end(Throwable why) {
    Deque<CompletableFuture<T>> disappointed;
    synchronized (lock) {
      if (end == null) {
        end = why;
      }
      disappointed = new ArrayDeque<>(awaited);
      awaited.clear();
    }
    disappointed.forEach(next -> next.completeExceptionally(why));
  }
}
