package icws.gateway.relay;

import icws.ic.SdkFrame;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs tasks when the test says that their time has come, in the test's thread. */
public final class ManualScheduler extends AbstractExecutorService
    implements ScheduledExecutorService {

  private final List<Task> tasks = new ArrayList<>();
  private long now;
  private boolean stopped;

  private final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
    private final long due;

    Task(Runnable task, long due) {
      super(task, null);
      this.due = due;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - now, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  /** The time, from 0 on. */
  public synchronized long nanoTime() {
    return now;
  }

  /** Runs what is due now, and what becomes due by it. */
  public synchronized void runDue() {
    advance(Duration.ZERO);
  }

  /** Lets time pass; each task runs at its time. */
  public synchronized void advance(Duration duration) {
    long end = now + duration.toNanos();
    for (Task next = next(end); next != null; next = next(end)) {
      tasks.remove(next);
      now = next.due;
      next.run();
    }
    now = end;
  }

  /** Shows {@link SdkFrame#NOW} and the time that the test has let pass since. */
  public Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        synchronized (ManualScheduler.this) {
          return SdkFrame.NOW.plusNanos(now);
        }
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
      }
    };
  }

  /** How long until each task that waits, the soonest first. */
  public synchronized List<Duration> delays() {
    return tasks.stream()
        .filter(task -> !task.isCancelled())
        .map(task -> Duration.ofNanos(task.due - now))
        .sorted()
        .toList();
  }

  private @Nullable Task next(long end) {
    tasks.removeIf(FutureTask::isCancelled);
    return tasks.stream()
        .filter(task -> task.due <= end)
        .min(Comparator.comparingLong(task -> task.due))
        .orElse(null);
  }

  @Override
  public synchronized ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    if (stopped) {
      throw new RejectedExecutionException("stopped");
    }
    Task scheduled = new Task(task, now + unit.toNanos(delay));
    tasks.add(scheduled);
    return scheduled;
  }

  @Override
  public void execute(Runnable task) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public synchronized void shutdown() {
    stopped = true;
  }

  @Override
  public synchronized List<Runnable> shutdownNow() {
    stopped = true;
    return List.copyOf(tasks);
  }

  @Override
  public synchronized boolean isShutdown() {
    return stopped;
  }

  @Override
  public synchronized boolean isTerminated() {
    return stopped;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return isTerminated();
  }
}
