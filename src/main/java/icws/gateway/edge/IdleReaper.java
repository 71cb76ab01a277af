package icws.gateway.edge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks after all sockets at an interval, in place of the container's idle timer.
 *
 * <p>That timer restarts whenever something is sent, so it never finds a dead peer that is sent to;
 * on Payara a session whose peer died early is not reported as closed at all, and pings to it
 * succeed. What counts here is the last thing heard from the peer.
 */
public final class IdleReaper implements AutoCloseable {
  private static final Logger LOG = System.getLogger(IdleReaper.class.getName());

  private final Runnable inspection;
  private final Future<?> rounds;

  /**
   * Starts its rounds.
   *
   * @param inspection one look after all sockets
   */
  public IdleReaper(Runnable inspection, ScheduledExecutorService scheduler, Duration interval) {
    this.inspection = inspection;
    this.rounds =
        scheduler.scheduleWithFixedDelay(
            this::round, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Whether it is still making its rounds. */
  public boolean isRunning() {
    return !rounds.isDone();
  }

  @Override
  public void close() {
    rounds.cancel(false);
  }

  private void round() {
    try {
      inspection.run();
    } catch (RuntimeException oneRound) {
      // A task that throws is not run again.
      LOG.log(Level.ERROR, "A round of the reaper failed", oneRound);
    }
  }
}
