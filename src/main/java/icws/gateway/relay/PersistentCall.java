package icws.gateway.relay;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Failure;
import icws.gateway.canister.RepeatableCall;
import icws.gateway.canister.Verdict;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call to a canister, made again with growing delays while it fails for a passing reason. Two
 * tries are never under way at once, and none is when the verdict is there. Thread-safe.
 */
final class PersistentCall {

  private static final Failure WITHDRAWN =
      new Failure(Failure.Kind.NOT_SENT, "nobody wants it any more");

  private enum State {
    NEW,
    /** A try is under way. */
    TRYING,
    /** The next try waits for its time. */
    WAITING,
    OVER
  }

  private final Supplier<RepeatableCall> maker;
  private final Faults faults;
  private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();

  private final Object lock = new Object();
  // Guarded by lock.
  private final RetrySchedule retries;
  private @Nullable RepeatableCall call;
  private State state = State.NEW;
  private @Nullable Future<?> nextTry;
  private boolean givenUp;
  private Failure lastFailure = WITHDRAWN;

  /**
   * @param maker makes the call, when it is made first
   */
  PersistentCall(Supplier<RepeatableCall> maker, RetrySchedule retries, Faults faults) {
    this.maker = maker;
    this.retries = retries;
    this.faults = faults;
  }

  /** Makes the first try. To be called once. */
  CompletableFuture<Verdict> start() {
    if (claim(State.NEW, State.TRYING)) {
      tryOnce();
    }
    return verdict;
  }

  /** Makes no further try: one that is under way still decides, one that waits is not made. */
  void giveUp() {
    Failure last = endWait();
    if (last != null) {
      verdict.complete(last);
    }
  }

  /** As {@link #giveUp}; nor is a try made that has not left the gateway yet. */
  void withdraw() {
    giveUp();
    if (claim(State.NEW, State.OVER)) {
      verdict.complete(WITHDRAWN);
      return;
    }
    RepeatableCall made;
    synchronized (lock) {
      made = call;
    }
    if (made != null) {
      made.withdraw();
    }
  }

  /** What the last try came to, if the caller is the one who ended a wait for the next. */
  private @Nullable Failure endWait() {
    synchronized (lock) {
      givenUp = true;
      if (state != State.WAITING) {
        return null;
      }
      state = State.OVER;
      if (nextTry != null) {
        nextTry.cancel(false);
      }
      return lastFailure;
    }
  }

  /** Whether the caller is the one who makes this transition. */
  private boolean claim(State from, State to) {
    synchronized (lock) {
      boolean claimed = state == from;
      if (claimed) {
        state = to;
      }
      return claimed;
    }
  }

  private void tryAgain() {
    // Ordering: whoever gave up has claimed the wait, whether or not this task could be cancelled.
    if (claim(State.WAITING, State.TRYING)) {
      tryOnce();
    }
  }

  private void tryOnce() {
    AsyncCalls.ask(faults, () -> call().make(), this::answered);
  }

  private RepeatableCall call() {
    synchronized (lock) {
      RepeatableCall made = call == null ? maker.get() : call;
      call = made;
      return made;
    }
  }

  private void answered(@Nullable Verdict answer, @Nullable Throwable error) {
    if (answer instanceof Accepted accepted) {
      end(accepted);
    } else if (answer instanceof Failure failure) {
      failed(failure);
    } else {
      if (error != null) {
        faults.report("A call to a canister", error);
      }
      end(new Failure(Failure.Kind.INTERNAL, "internal error"));
    }
  }

  private void failed(Failure failure) {
    if (!failure.isPassing() || !waitsForAnotherTry(failure)) {
      end(failure);
    }
  }

  private boolean waitsForAnotherTry(Failure failure) {
    synchronized (lock) {
      lastFailure = failure;
      Optional<Future<?>> next =
          givenUp ? Optional.empty() : retries.failed(failure, this::tryAgain);
      if (state == State.TRYING && next.isPresent()) {
        state = State.WAITING;
        nextTry = next.get();
      }
      return state == State.WAITING;
    }
  }

  private void end(Verdict last) {
    synchronized (lock) {
      state = State.OVER;
    }
    verdict.complete(last);
  }
}
