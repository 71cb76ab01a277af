package icws.gateway.relay;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Tells the time, and lets things happen later and not all at once. Thread-safe. */
public final class Timers {

  private static final Logger LOG = System.getLogger(Timers.class.getName());

  private final ScheduledExecutorService scheduler;
  private final LongSupplier nanoTime;
  private final Clock clock;
  private final DoubleSupplier jitter;
  private final Faults faults;

  /**
   * @param scheduler never runs a task in the thread that schedules it
   * @param nanoTime the time in nanoseconds since any moment, going on as the scheduler's does
   * @param clock what others' points in time are compared with
   * @param jitter random numbers from 0 to 1, from any thread
   */
  public Timers(
      ScheduledExecutorService scheduler,
      LongSupplier nanoTime,
      Clock clock,
      DoubleSupplier jitter) {
    this(scheduler, nanoTime, clock, jitter, new Faults(nanoTime));
  }

  /**
   * As {@link #Timers(ScheduledExecutorService, LongSupplier, Clock, DoubleSupplier)}.
   *
   * @param faults takes what tasks throw
   */
  public Timers(
      ScheduledExecutorService scheduler,
      LongSupplier nanoTime,
      Clock clock,
      DoubleSupplier jitter,
      Faults faults) {
    this.scheduler = scheduler;
    this.nanoTime = nanoTime;
    this.clock = clock;
    this.jitter = jitter;
    this.faults = faults;
  }

  /** Takes what our code throws on the threads of others. */
  public Faults faults() {
    return faults;
  }

  /** What time it is. */
  public Instant now() {
    return clock.instant();
  }

  /** How long it is until a point in time; zero or less if that has come. */
  public Duration until(Instant end) {
    return Duration.between(clock.instant(), end);
  }

  /**
   * Runs a task after a delay. What it throws is said, and goes no further.
   *
   * @return a handle to cancel it with, whose answer says nothing about whether the task runs: it
   *     is true of one that is running; empty if the scheduler has stopped or cannot take the task,
   *     which then never runs
   */
  public Optional<Future<?>> after(Duration delay, Runnable task) {
    try {
      Runnable contained = () -> faults.contain("A scheduled task", task);
      return Optional.of(scheduler.schedule(contained, delay.toNanos(), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "The scheduler has stopped", e);
    } catch (Throwable fault) {
      faults.report("Scheduling a task", fault);
    }
    return Optional.empty();
  }

  /** The time in nanoseconds since some moment; only differences mean something. */
  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  /** A random number from 0 to 1. */
  public double jitter() {
    return jitter.getAsDouble();
  }
}
