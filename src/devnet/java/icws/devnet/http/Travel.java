package icws.devnet.http;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The way between clients and the network. How long a request travels, there and back together, is
 * drawn from a log-normal distribution: half of all times are below the median, and all are between
 * 0.3 and 3.3 times the median. A request is as long on its way there as its answer is on its way
 * back. The same seed draws the same times, one for each request in the order in which they come.
 *
 * <p>No thread waits for what travels; what is under way is bounded by the connections, each of
 * which carries one request. Thread-safe.
 */
final class Travel {
  /** The standard deviation of the logarithm of a time. */
  private static final double SPREAD = 0.4;

  /** How many standard deviations a time may be away from the median. */
  private static final double FURTHEST = 3;

  private final Duration median;
  private final Random random;
  private final Executor threads;
  private final ScheduledExecutorService timer;

  /**
   * @param median of the time there and back; zero where nothing takes time
   * @param timer which only hands over to the threads
   * @param threads where what has arrived goes on
   */
  Travel(Duration median, long seed, ScheduledExecutorService timer, Executor threads) {
    this.median = median;
    this.random = new Random(seed);
    this.timer = timer;
    this.threads = threads;
  }

  /** Draws how long the next request is on its way in one direction. */
  Duration drawOneWay() {
    double deviations = Math.max(-FURTHEST, Math.min(FURTHEST, random.nextGaussian()));
    return Duration.ofNanos((long) (median.toNanos() / 2.0 * Math.exp(SPREAD * deviations)));
  }

  /** Completes when something has arrived that leaves now; at once where that takes no time. */
  CompletableFuture<Void> arrival(Duration oneWay) {
    CompletableFuture<Void> arrival = new CompletableFuture<>();
    if (oneWay.isZero()) {
      arrival.complete(null);
    } else {
      ScheduledFuture<?> unused =
          timer.schedule(
              () -> threads.execute(() -> arrival.complete(null)),
              oneWay.toNanos(),
              TimeUnit.NANOSECONDS);
    }
    return arrival;
  }
}
