package icws.devnet.replica;

import java.time.Duration;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that executes everything.
 *
 * <p>As on the Internet Computer, calls are executed in rounds, and those who wait for them hear of
 * it at a round's end, so that one signature certifies them all. A round ends when nothing is left
 * to be done; a call on an idle network is answered at once. Where the last round had several
 * calls, more are expected, and a round waits a moment for them.
 */
final class ReplicaThread extends ScheduledThreadPoolExecutor {
  /** Deep recursion of a canister needs a deep stack; only what is touched costs memory. */
  private static final long STACK_BYTES = 256L << 20;

  private static final Duration LONGEST_ROUND = Duration.ofMillis(200);
  private static final Duration WAIT_FOR_MORE = Duration.ofMillis(10);

  private final IngressHistory history;

  // For the thread itself.
  private long roundBeganNanos;
  private int callsOfLastRound;
  private boolean endIsScheduled;

  ReplicaThread(IngressHistory history) {
    super(
        1,
        task -> {
          Thread worker = new Thread(null, task, "devnet-replica", STACK_BYTES);
          worker.setDaemon(true);
          return worker;
        });
    this.history = history;
    setRemoveOnCancelPolicy(true);
    setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable failure) {
    if (!history.hasNews()) {
      roundBeganNanos = System.nanoTime();
    } else if (System.nanoTime() - roundBeganNanos > LONGEST_ROUND.toNanos()) {
      endRound();
    } else if (isIdle() && !endIsScheduled) {
      endSoon();
    }
  }

  private boolean isIdle() {
    Delayed next = (Delayed) getQueue().peek();
    return next == null || next.getDelay(TimeUnit.NANOSECONDS) > 0;
  }

  private void endSoon() {
    if (callsOfLastRound <= 1 || isShutdown()) {
      endRound();
    } else {
      endIsScheduled = true;
      ScheduledFuture<?> unused =
          schedule(this::endRound, WAIT_FOR_MORE.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void endRound() {
    endIsScheduled = false;
    callsOfLastRound = history.endRound();
  }
}
