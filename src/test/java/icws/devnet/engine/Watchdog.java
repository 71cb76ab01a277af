package icws.devnet.engine;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends executions that take too long: stands in for the IC's instruction limit. An overdue thread
 * is interrupted, which compiled Wasm notices at every loop and call. Thread-safe.
 */
public final class Watchdog implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;

  public Watchdog() {
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "devnet-watchdog");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Runs {@code body} on this thread for at most {@code limit}.
   *
   * @throws WasmTrap {@link WasmTrap.Cause#OUT_OF_TIME} where it took longer
   */
  public void guard(Duration limit, Runnable body) {
    Watch watch = new Watch(Thread.currentThread());
    ScheduledFuture<?> alarm = timer.schedule(watch::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
    try {
      body.run();
    } catch (WasmTrap e) {
      if (e.reason() == WasmTrap.Cause.OUT_OF_TIME) {
        throw new WasmTrap(
            WasmTrap.Cause.OUT_OF_TIME,
            "Canister exceeded the limit of " + limit.toMillis() + " ms for a single message",
            e);
      }
      throw e;
    } finally {
      watch.finish();
      alarm.cancel(false);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** One guarded execution; its lock orders the alarm against the end of the execution. */
  private static final class Watch {
    private final Thread worker;
    private boolean finished;
    private boolean expired;

    Watch(Thread worker) {
      this.worker = worker;
    }

    synchronized void expire() {
      if (!finished) {
        expired = true;
        worker.interrupt();
      }
    }

    /** The alarm's interrupt must not reach whatever the thread does next. */
    synchronized void finish() {
      finished = true;
      if (expired) {
        Thread.interrupted();
      }
    }
  }
}
