package icws.ic.agent;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads on which replies of the network are dealt with: a few, with names. */
public final class NetworkThreads {

  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final int FEWEST = 4;

  private NetworkThreads() {}

  /**
   * Makes a pool of two threads for each processor, at least {@value #FEWEST}, that are started
   * when there is work. What waits for them is bounded by the requests that are on their way, a few
   * tasks each. Stays the caller's to shut down.
   *
   * @param threads makes them; they become daemons named {@code icws-network-<number>}
   */
  public static ThreadPoolExecutor start(ThreadFactory threads) {
    int size = Math.max(FEWEST, 2 * Runtime.getRuntime().availableProcessors());
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size,
            size,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            named(threads));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ThreadFactory named(ThreadFactory threads) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = threads.newThread(task);
      thread.setName("icws-network-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
