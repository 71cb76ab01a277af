package icws.ic.certificate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import icws.ic.Bytes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Results of costly computations, those that are asked for most, and those under way. Two threads
 * that ask for the same at once share one computation; what is computed in vain drives nothing out.
 * Overflow policy: Caffeine's, by which what was asked for once gives way to what is asked for
 * again and again. Thread-safe.
 *
 * <p>Caffeine has what succeeded alone: its asynchronous cache logs whatever fails, which strangers
 * bring about as often and in such words as they like.
 *
 * @param <T> the result
 */
final class ComputeOnceCache<T> {

  private final Cache<Bytes, T> results;
  private final ConcurrentMap<Bytes, CompletableFuture<T>> underWay = new ConcurrentHashMap<>();

  /**
   * @param capacity how many results are remembered
   */
  ComputeOnceCache(int capacity) {
    this.results = Caffeine.newBuilder().maximumSize(capacity).executor(Runnable::run).build();
  }

  /**
   * The result under a key, computed by the calling thread if nobody has yet.
   *
   * @param computation a function of the key; if it throws, nothing is remembered and every thread
   *     that waits for it gets the exception
   */
  T get(Bytes key, Supplier<T> computation) {
    T known = results.getIfPresent(key);
    if (known != null) {
      return known;
    }
    CompletableFuture<T> mine = new CompletableFuture<>();
    CompletableFuture<T> theirs = underWay.putIfAbsent(key, mine);
    return theirs == null ? compute(key, mine, computation) : await(theirs);
  }

  /** How many results there are. */
  int size() {
    return results.asMap().size();
  }

  private T compute(Bytes key, CompletableFuture<T> mine, Supplier<T> computation) {
    try {
      // Ordering: whoever was under way has put its result before it made way.
      @Nullable T known = results.getIfPresent(key);
      T result = known == null ? computation.get() : known;
      results.put(key, result);
      mine.complete(result);
      return result;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      underWay.remove(key, mine);
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
