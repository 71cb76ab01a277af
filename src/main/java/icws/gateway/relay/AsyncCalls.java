package icws.gateway.relay;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asynchronous calls whose failures cannot get lost. */
public final class AsyncCalls {

  private AsyncCalls() {}

  /**
   * Makes a call and hands its answer on, or else what it threw. A taker that throws while it deals
   * with the answer is handed what it threw in place of the answer, once.
   *
   * @param taker is called in the thread that completes the call or in this one
   */
  public static <T> void ask(
      Faults faults,
      Supplier<CompletableFuture<T>> call,
      BiConsumer<@Nullable T, @Nullable Throwable> taker) {
    handOn(faults, attempt(call), taker);
  }

  /** Hands on what a call comes to that was made: see {@link #ask}. */
  // The last future of the chain cannot fail any more.
  @SuppressWarnings("FutureReturnValueIgnored")
  public static <T> void handOn(
      Faults faults,
      CompletableFuture<T> call,
      BiConsumer<@Nullable T, @Nullable Throwable> taker) {
    call.whenComplete((answer, error) -> take(faults, taker, answer, error));
  }

  private static <T> CompletableFuture<T> attempt(Supplier<CompletableFuture<T>> call) {
    try {
      return call.get();
    } catch (Throwable fault) {
      return CompletableFuture.failedFuture(fault);
    }
  }

  private static <T> void take(
      Faults faults,
      BiConsumer<@Nullable T, @Nullable Throwable> taker,
      @Nullable T answer,
      @Nullable Throwable error) {
    try {
      taker.accept(answer, error);
    } catch (Throwable fault) {
      faults.report("Dealing with what came of a call", fault);
      faults.contain("Giving a call up", () -> taker.accept(null, fault));
    }
  }
}
