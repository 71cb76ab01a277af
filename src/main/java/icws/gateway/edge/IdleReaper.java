package icws.gateway.edge;

import icws.gateway.relay.Faults;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Looks after all sockets at an interval, in place of the container's idle timer.
 *
 * <p>That timer restarts whenever something is sent, so it never finds a dead peer that is sent to;
 * on Payara a session whose peer died early is not reported as closed at all, and pings to it
 * succeed. What counts here is the last thing heard from the peer.
 */
public final class IdleReaper implements AutoCloseable {

  /** A round takes milliseconds; servers run them late. */
  private static final Duration FAR_TOO_LONG = Duration.ofMinutes(1);

  private final Runnable inspection;
  private final Faults faults;
  private final LongSupplier nanoTime;
  private final Future<?> rounds;

  /** When a round ended last. Written by the scheduler's threads. */
  private volatile long roundedNanos;

  /**
   * Starts its rounds.
   *
   * @param inspection one look after all sockets
   * @param nanoTime the time in nanoseconds since any moment
   */
  public IdleReaper(
      Runnable inspection,
      ScheduledExecutorService scheduler,
      Duration interval,
      Faults faults,
      LongSupplier nanoTime) {
    this.inspection = inspection;
    this.faults = faults;
    this.nanoTime = nanoTime;
    this.roundedNanos = nanoTime.getAsLong();
    this.rounds =
        scheduler.scheduleWithFixedDelay(
            this::round, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Whether it no longer makes its rounds, in words; empty if it does. */
  public Optional<String> complaint() {
    long since = nanoTime.getAsLong() - roundedNanos;
    return since > FAR_TOO_LONG.toNanos()
        ? Optional.of(
            "sockets have not been looked after for "
                + TimeUnit.NANOSECONDS.toSeconds(since)
                + " s")
        : Optional.empty();
  }

  @Override
  public void close() {
    rounds.cancel(false);
  }

  /** A task that throws is not run again. */
  private void round() {
    faults.contain("Looking for silent and old connections", inspection);
    roundedNanos = nanoTime.getAsLong();
  }
}
