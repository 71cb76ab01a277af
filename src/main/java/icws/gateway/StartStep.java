package icws.gateway;

import icws.gateway.ops.StartState;
import icws.gateway.relay.RetryPolicy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A step of the start that runs on other threads: tried until it succeeds, for as long as that
 * takes, and the gateway is not ready before and says why.
 */
final class StartStep {
  private static final Logger LOG = System.getLogger(StartStep.class.getName());

  /** There is nobody to come back together with. */
  private static final double NO_JITTER = 1;

  private final String what;
  private final Supplier<CompletableFuture<Void>> attempt;
  private final ScheduledExecutorService scheduler;
  private final RetryPolicy retries;
  private final StartState state;

  /**
   * @param what is waited for, in words
   * @param attempt tries once; fails, or throws, if it was in vain
   * @param retries of trying; its patience does not count here
   */
  StartStep(
      String what,
      Supplier<CompletableFuture<Void>> attempt,
      ScheduledExecutorService scheduler,
      RetryPolicy retries,
      StartState state) {
    this.what = what;
    this.attempt = attempt;
    this.scheduler = scheduler;
    this.retries = retries;
    this.state = state;
  }

  /** Starts to try and returns at once. */
  void begin() {
    state.waitsFor(what);
    tryAfter(0);
  }

  private void tryAfter(int failures) {
    CompletableFuture<Void> tried;
    try {
      tried = attempt.get();
    } catch (Throwable fault) {
      tried = CompletableFuture.failedFuture(fault);
    }
    Future<?> unused = tried.whenComplete((done, fault) -> ended(failures, fault));
  }

  private void ended(int failures, @Nullable Throwable fault) {
    if (fault != null) {
      failed(
          failures + 1,
          fault instanceof CompletionException && fault.getCause() != null
              ? fault.getCause()
              : fault);
    }
  }

  private void failed(int failures, Throwable why) {
    String told = "%s (tried %d times, and again soon): %s".formatted(what, failures, why);
    state.waitsFor(told);
    LOG.log(
        failures == 1 ? Level.WARNING : Level.DEBUG,
        "No client is let in yet, before there is " + told,
        why instanceof Error ? why : null);
    try {
      Future<?> unused =
          scheduler.schedule(
              () -> tryAfter(failures),
              retries.delay(failures, NO_JITTER).toNanos(),
              TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException stopped) {
      LOG.log(Level.DEBUG, "The gateway stops; this is not tried again");
    }
  }
}
