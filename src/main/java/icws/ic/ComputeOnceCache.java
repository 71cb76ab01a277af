package icws.ic;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Results of costly computations, the last ones asked for, and those under way; the least recently
 * used is forgotten first. Two threads that ask for the same at once share one computation.
 * Thread-safe.
 *
 * @param <T> the result
 */
final class ComputeOnceCache<T> {

  private final int capacity;

  /** Guarded by itself; in the order of use. */
  private final Map<Bytes, CompletableFuture<T>> results = new LinkedHashMap<>(16, 0.75f, true);

  ComputeOnceCache(int capacity) {
    this.capacity = capacity;
  }

  /**
   * The result under a key, computed by the calling thread if nobody has yet.
   *
   * @param computation a function of the key; if it throws, nothing is remembered and every thread
   *     that waits for it gets the exception
   */
  T get(Bytes key, Supplier<T> computation) {
    CompletableFuture<T> mine = new CompletableFuture<>();
    CompletableFuture<T> known = claim(key, mine);
    return known == mine ? compute(key, mine, computation) : await(known);
  }

  private CompletableFuture<T> claim(Bytes key, CompletableFuture<T> mine) {
    synchronized (results) {
      CompletableFuture<T> known = results.get(key);
      if (known != null) {
        return known;
      }
      results.put(key, mine);
      return mine;
    }
  }

  private T compute(Bytes key, CompletableFuture<T> mine, Supplier<T> computation) {
    try {
      T result = computation.get();
      forgetOldest();
      mine.complete(result);
      return result;
    } catch (RuntimeException | Error e) {
      synchronized (results) {
        results.remove(key, mine);
      }
      mine.completeExceptionally(e);
      throw e;
    }
  }

  /** Only now: what is computed in vain is to drive nothing out. */
  private void forgetOldest() {
    synchronized (results) {
      if (results.size() > capacity) {
        results.remove(results.keySet().iterator().next());
      }
    }
  }

  private static <T> T await(CompletableFuture<T> known) {
    try {
      return known.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
