package icws.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One daemon thread for the deadlines of all sockets, there only while something is timed. What is
 * due runs elsewhere, where the JDK runs what is asynchronous: an application that is told of it,
 * and takes its time, holds no other deadline up.
 */
final class Timers {
  private static final int IDLE_SECONDS = 10;
  private static final Executor ELSEWHERE = new CompletableFuture<>().defaultExecutor();
  private static final ScheduledExecutorService SHARED = make();

  private Timers() {}

  static ScheduledExecutorService shared() {
    return SHARED;
  }

  private static ScheduledExecutorService make() {
    ScheduledThreadPoolExecutor timers =
        new ScheduledThreadPoolExecutor(1, Timers::thread) {
          @Override
          public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            return super.schedule(() -> ELSEWHERE.execute(task), delay, unit);
          }
        };
    timers.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timers.allowCoreThreadTimeOut(true);
    timers.setRemoveOnCancelPolicy(true);
    return timers;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "ic-websocket-timers");
    thread.setDaemon(true);
    return thread;
  }
}
