package icws.gateway.relay;

import icws.gateway.canister.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Failures in a row of one thing that is tried again and again, and when its next try is. For one
 * thread at a time.
 */
public final class RetrySchedule {

  private final RetryPolicy retryPolicy;
  private final Timers timers;
  private final BooleanSupplier worthwhile;
  private int failures;
  private long firstNanos;
  private long lastNanos;

  /**
   * @param worthwhile whether there is hope at all; asked after each failure
   */
  public RetrySchedule(RetryPolicy retryPolicy, Timers timers, BooleanSupplier worthwhile) {
    this.retryPolicy = retryPolicy;
    this.timers = timers;
    this.worthwhile = worthwhile;
  }

  /** How many tries in a row have failed. */
  public int failures() {
    return failures;
  }

  /** A try has succeeded. */
  public void renew() {
    failures = 0;
  }

  /**
   * A try has failed: has the next one made after the delay that is due. What was not sent has not
   * been tried: it costs no patience and is made again soon.
   *
   * @return a handle to cancel it with; empty if there is none, for the patience is spent, there is
   *     no hope or the scheduler has stopped
   */
  public Optional<Future<?>> failed(Failure failure, Runnable nextTry) {
    boolean tried = failure.kind() != Failure.Kind.NOT_SENT;
    long now = timers.nanoTime();
    if (!tried) {
      firstNanos += now - lastNanos;
    } else if (++failures == 1) {
      firstNanos = now;
    }
    lastNanos = now;
    if (!worthwhile.getAsBoolean()) {
      return Optional.empty();
    }
    return tried
        ? afterFailure(nextTry)
        : timers.after(retryPolicy.delay(1, timers.jitter()), nextTry);
  }

  private Optional<Future<?>> afterFailure(Runnable nextTry) {
    Duration since = Duration.ofNanos(timers.nanoTime() - firstNanos);
    return retryPolicy
        .delay(failures, since, timers.jitter())
        .flatMap(delay -> timers.after(delay, nextTry));
  }
}
