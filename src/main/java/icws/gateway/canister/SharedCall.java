package icws.gateway.canister;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call that hands several clients' messages over. Each of them asks for it again while it fails
 * for a passing reason; the call, which stays the same one, is made again for the first who does,
 * and all the others share that try. Thread-safe.
 */
final class SharedCall {

  private final RepeatableCall call;

  private final Object lock = new Object();
  // Guarded by lock.
  private @Nullable CompletableFuture<Verdict> made;
  private int tries;

  /** Whether the canister refuses a message, in the order of the messages; null while unknown. */
  private volatile @Nullable List<Optional<String>> refusals;

  /**
   * @param maker makes the call, which hands on what it is answered
   */
  SharedCall(Function<Consumer<List<Optional<String>>>, RepeatableCall> maker) {
    this.call = maker.apply(read -> refusals = List.copyOf(read));
  }

  /**
   * What comes of a try that is made, unless it was already, or an earlier one has decided.
   *
   * @param number how many tries who asks wants to know of, this one included
   */
  // The last future of the chain cannot fail any more.
  @SuppressWarnings("FutureReturnValueIgnored")
  CompletableFuture<Verdict> attempt(int number) {
    CompletableFuture<Verdict> mine = new CompletableFuture<>();
    synchronized (lock) {
      if (made != null && (number <= tries || !hasFailedForNow(made))) {
        return made;
      }
      tries++;
      made = mine;
    }
    attempt()
        .whenComplete(
            (verdict, fault) -> {
              if (fault != null) {
                mine.completeExceptionally(fault);
              } else {
                mine.complete(verdict);
              }
            });
    return mine;
  }

  /** What is thrown here the others who wait for this try must hear of, too. */
  private CompletableFuture<Verdict> attempt() {
    try {
      return call.make();
    } catch (Throwable fault) {
      return CompletableFuture.failedFuture(fault);
    }
  }

  private static boolean hasFailedForNow(CompletableFuture<Verdict> made) {
    return made.isDone()
        && (made.isCompletedExceptionally()
            || (made.join() instanceof Failure failure && failure.isPassing()));
  }

  /** What the canister answers to one message, once it has accepted the call. */
  Verdict answer(int index) {
    return requireNonNull(refusals)
        .get(index)
        .<Verdict>map(why -> new Failure(Failure.Kind.REFUSED, why))
        .orElse(Accepted.ACCEPTED);
  }
}
