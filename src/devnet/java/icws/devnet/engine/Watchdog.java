package icws.devnet.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends executions that take too long: stands in for the IC's instruction limit. What counts is the
 * processor's time, so that a busy machine ends nothing that an idle one would not. An overdue
 * thread is interrupted, which compiled Wasm notices at every loop and call. Thread-safe.
 */
public final class Watchdog implements AutoCloseable {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

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
   * Runs {@code body} on this thread for at most {@code limit} of the processor's time.
   *
   * @throws WasmTrap {@link WasmTrap.Cause#OUT_OF_TIME} where it took longer
   */
  public void guard(Duration limit, Runnable body) {
    Watch watch = new Watch(Thread.currentThread(), limit);
    watch.setAlarm(limit.toNanos());
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
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** One guarded execution; its lock orders the alarm against the end of the execution. */
  private final class Watch {
    private final Thread worker;
    private final long endNanos;
    private @Nullable ScheduledFuture<?> alarm;
    private boolean finished;
    private boolean expired;

    Watch(Thread worker, Duration limit) {
      this.worker = worker;
      this.endNanos = usedNanos() + limit.toNanos();
    }

    private long usedNanos() {
      return THREADS.getThreadCpuTime(worker.getId());
    }

    synchronized void setAlarm(long nanos) {
      alarm = timer.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private synchronized void look() {
      if (finished) {
        return;
      }
      long left = endNanos - usedNanos();
      if (left > 0) {
        setAlarm(left);
      } else {
        expired = true;
        worker.interrupt();
      }
    }

    /** The alarm's interrupt must not reach whatever the thread does next. */
    synchronized void finish() {
      finished = true;
      if (alarm != null) {
        alarm.cancel(false);
      }
      if (expired) {
        Thread.interrupted();
      }
    }
  }
}
