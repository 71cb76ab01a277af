package icws.gateway.relay;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asynchronous calls whose failures cannot get lost. */
final class Asking {

  private static final Logger LOG = System.getLogger(Asking.class.getName());

  private Asking() {}

  /**
   * Makes a call and hands its answer on, or else what it threw. What the taker throws is logged.
   *
   * @param taker is called once, in the thread that completes the call or in this one
   */
  // The last future of the chain cannot fail any more.
  @SuppressWarnings("FutureReturnValueIgnored")
  static <T> void ask(
      Supplier<CompletableFuture<T>> call, BiConsumer<@Nullable T, @Nullable Throwable> taker) {
    attempt(call)
        .whenComplete(
            (answer, error) -> {
              try {
                taker.accept(answer, error);
              } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "What came of a call could not be dealt with", e);
              }
            });
  }

  private static <T> CompletableFuture<T> attempt(Supplier<CompletableFuture<T>> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
