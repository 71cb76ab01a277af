package icws.gateway;

import icws.gateway.relay.Faults;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The gateway's own threads for what is due later. What tasks throw is said, and it can tell
 * whether tasks still run.
 *
 * <p>Not a managed scheduler: a submit to Payara's costs a search through the server's jars, and
 * every poll is one. Nor the JDK's own timer for futures: its one thread keeps the class loader of
 * whoever asked for it first, for ever.
 */
final class Scheduler extends ScheduledThreadPoolExecutor {

  /** Tasks take milliseconds; a machine that stood still for a while is no reason to complain. */
  static final Duration FAR_TOO_LONG = Duration.ofMinutes(1);

  private static final Duration END_LIMIT = Duration.ofSeconds(2);

  private final Faults faults;
  private final LongSupplier nanoTime;
  private final Duration farTooLong;
  private final Map<Thread, Long> running = new ConcurrentHashMap<>();

  /**
   * @param most how many tasks run at once
   * @param nanoTime the time in nanoseconds since any moment
   */
  Scheduler(int most, ThreadFactory threads, Faults faults, LongSupplier nanoTime) {
    this(most, threads, faults, nanoTime, FAR_TOO_LONG);
  }

  /**
   * As {@link #Scheduler(int, ThreadFactory, Faults, LongSupplier)}.
   *
   * @param farTooLong how long a task may take, or be late, before that is complained of
   */
  Scheduler(
      int most, ThreadFactory threads, Faults faults, LongSupplier nanoTime, Duration farTooLong) {
    super(most, threads);
    this.faults = faults;
    this.nanoTime = nanoTime;
    this.farTooLong = farTooLong;
    setRemoveOnCancelPolicy(true);
  }

  /** Whether tasks do not run, in words; empty if they do. */
  Optional<String> complaint() {
    long now = nanoTime.getAsLong();
    long longest = running.values().stream().mapToLong(since -> now - since).max().orElse(0);
    if (longest > farTooLong.toNanos()) {
      return Optional.of("a scheduled task has run for " + seconds(longest) + " s");
    }
    long late =
        getQueue().peek() instanceof Delayed next ? -next.getDelay(TimeUnit.NANOSECONDS) : 0;
    return late > farTooLong.toNanos()
        ? Optional.of("scheduled tasks are " + seconds(late) + " s late")
        : Optional.empty();
  }

  /** Runs nothing more, and waits a moment for what runs: its threads are gone then, or stuck. */
  void end() {
    shutdownNow();
    try {
      boolean unused = awaitTermination(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private static long seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos);
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    running.put(thread, nanoTime.getAsLong());
  }

  @Override
  protected void afterExecute(Runnable task, Throwable thrown) {
    running.remove(Thread.currentThread());
    if (task instanceof Future<?> ran && ran.isDone() && !ran.isCancelled()) {
      report(ran);
    }
  }

  private void report(Future<?> ran) {
    try {
      ran.get();
    } catch (ExecutionException fault) {
      Throwable cause = fault.getCause();
      faults.report("A scheduled task", cause == null ? fault : cause);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
