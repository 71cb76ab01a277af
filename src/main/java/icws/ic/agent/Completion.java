package icws.ic.agent;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What is to happen when a future ends, however it ends. */
final class Completion {

  private Completion() {}

  /**
   * Runs an action that throws nothing when the future has ended; what it returns is of no interest
   * then.
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  static <T> void of(
      CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> action) {
    future.whenComplete(action);
  }
}
