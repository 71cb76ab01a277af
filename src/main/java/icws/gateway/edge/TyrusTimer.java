package icws.gateway.edge;

import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * A timer for {@link TyrusTimerCure}: one thread; a cancelled task leaves its queue at once; a task
 * without delay, which is what Tyrus asks for at every message where there is no idle time-out, is
 * not run at all.
 */
final class TyrusTimer extends ScheduledThreadPoolExecutor {

  TyrusTimer(ThreadFactory threads) {
    super(1, threads);
    setRemoveOnCancelPolicy(true);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return delay > 0 ? super.schedule(task, delay, unit) : new Finished();
  }

  /** A task that is over. */
  private static final class Finished extends FutureTask<Void> implements ScheduledFuture<Void> {

    Finished() {
      super(() -> {}, null);
      run();
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return 0;
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(0, other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
