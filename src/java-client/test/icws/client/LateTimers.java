package icws.client;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers whose time has come just when they are cancelled; deadlines of a minute never come. */
final class LateTimers extends ScheduledThreadPoolExecutor {
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private final List<Thread> fired = new CopyOnWriteArrayList<>();

  LateTimers() {
    super(1);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    boolean isDeadline = unit.toNanos(delay) >= DEADLINE.toNanos();
    return (ScheduledFuture<?>)
        Proxy.newProxyInstance(
            LateTimers.class.getClassLoader(),
            new Class<?>[] {ScheduledFuture.class},
            (future, method, arguments) -> isDeadline || fire(task));
  }

  private boolean fire(Runnable task) {
    Thread timer = new Thread(task);
    fired.add(timer);
    timer.start();
    return true;
  }

  /** How many tasks have run, to their ends. */
  int awaitFired() throws InterruptedException {
    for (Thread timer : fired) {
      timer.join();
    }
    return fired.size();
  }
}
