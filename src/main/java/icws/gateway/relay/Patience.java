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
final class Patience {

  private final Backoff backoff;
  private final Alarms alarms;
  private final BooleanSupplier worthwhile;
  private int failures;
  private long firstNanos;
  private long lastNanos;

  /**
   * @param worthwhile whether there is hope at all; asked after each failure
   */
  Patience(Backoff backoff, Alarms alarms, BooleanSupplier worthwhile) {
    this.backoff = backoff;
    this.alarms = alarms;
    this.worthwhile = worthwhile;
  }

  /** How many tries in a row have failed. */
  int failures() {
    return failures;
  }

  /** A try has succeeded. */
  void renew() {
    failures = 0;
  }

  /**
   * A try has failed: has the next one made after the delay that is due. What was not sent has not
   * been tried: it costs no patience and is made again soon.
   *
   * @return a handle to cancel it with; empty if there is none, for the patience is spent, there is
   *     no hope or the scheduler has stopped
   */
  Optional<Future<?>> failed(Failure failure, Runnable nextTry) {
    boolean tried = failure.kind() != Failure.Kind.NOT_SENT;
    long now = alarms.nanoTime();
    if (!tried) {
      firstNanos += now - lastNanos;
    } else if (++failures == 1) {
      firstNanos = now;
    }
    lastNanos = now;
    if (!worthwhile.getAsBoolean()) {
      return Optional.empty();
    }
    return tried ? afterFailure(nextTry) : alarms.after(backoff.delay(1, alarms.jitter()), nextTry);
  }

  private Optional<Future<?>> afterFailure(Runnable nextTry) {
    Duration since = Duration.ofNanos(alarms.nanoTime() - firstNanos);
    return backoff
        .delay(failures, since, alarms.jitter())
        .flatMap(delay -> alarms.after(delay, nextTry));
  }
}
