package icws.gateway.relay;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Failure;
import icws.gateway.canister.RepeatableCall;
import icws.gateway.canister.Verdict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One call to a canister, made again with growing delays while it fails for a passing reason.
 * Thread-safe.
 */
final class PersistentCall {

  private static final Logger LOG = System.getLogger(PersistentCall.class.getName());

  private final RepeatableCall call;
  private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();

  private final Object lock = new Object();
  // Guarded by lock.
  private final Patience patience;
  private @Nullable Failure lastFailure;
  private @Nullable Future<?> nextTry;
  private boolean givenUp;

  PersistentCall(RepeatableCall call, Patience patience) {
    this.call = call;
    this.patience = patience;
  }

  /** Makes the first try. To be called once. */
  CompletableFuture<Verdict> start() {
    tryOnce();
    return verdict;
  }

  /** Makes no further try: one that is under way still decides, one that waits is not made. */
  void giveUp() {
    Failure last;
    synchronized (lock) {
      givenUp = true;
      if (nextTry == null || !nextTry.cancel(false)) {
        return;
      }
      last = lastFailure;
    }
    if (last != null) {
      verdict.complete(last);
    }
  }

  private void tryOnce() {
    Asking.ask(call::make, this::answered);
  }

  private void answered(@Nullable Verdict answer, @Nullable Throwable error) {
    if (answer instanceof Accepted accepted) {
      verdict.complete(accepted);
    } else if (answer instanceof Failure failure) {
      failed(failure);
    } else {
      LOG.log(Level.ERROR, "A call to a canister failed without saying why", error);
      verdict.complete(new Failure(Failure.Kind.INTERNAL, "internal error"));
    }
  }

  private void failed(Failure failure) {
    if (failure.isPassing() && waitsForAnotherTry(failure)) {
      return;
    }
    verdict.complete(failure);
  }

  private boolean waitsForAnotherTry(Failure failure) {
    synchronized (lock) {
      lastFailure = failure;
      nextTry = givenUp ? null : patience.failed(failure, this::tryOnce).orElse(null);
      return nextTry != null;
    }
  }
}
