package icws.ic.certificate;

import com.github.benmanes.caffeine.cache.Caffeine;
import icws.ic.Bytes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Results of costly computations, those that are asked for most, and those under way. Two threads
 * that ask for the same at once share one computation; what is computed in vain drives nothing out.
 * Overflow policy: Caffeine's, by which what was asked for once gives way to what is asked for
 * again and again. Thread-safe.
 *
 * @param <T> the result
 */
final class ComputeOnceCache<T> {

  /** What fails is taken out by the cache. */
  private final ConcurrentMap<Bytes, CompletableFuture<T>> results;

  /**
   * @param capacity how many results are remembered
   */
  ComputeOnceCache(int capacity) {
    this.results =
        Caffeine.newBuilder()
            .maximumSize(capacity)
            .executor(Runnable::run)
            .<Bytes, T>buildAsync()
            .asMap();
  }

  /**
   * The result under a key, computed by the calling thread if nobody has yet.
   *
   * @param computation a function of the key; if it throws, nothing is remembered and every thread
   *     that waits for it gets the exception
   */
  T get(Bytes key, Supplier<T> computation) {
    CompletableFuture<T> known = results.get(key);
    if (known != null) {
      return await(known);
    }
    CompletableFuture<T> mine = new CompletableFuture<>();
    known = results.putIfAbsent(key, mine);
    return known == null ? compute(mine, computation) : await(known);
  }

  /** How many results there are. */
  int size() {
    return results.size();
  }

  private static <T> T compute(CompletableFuture<T> mine, Supplier<T> computation) {
    try {
      T result = computation.get();
      mine.complete(result);
      return result;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
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
