package icws.client;

import icws.client.Registrar.Terms;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a registration from ending: renews it when between half and three quarters of the time that
 * is left have passed, and, where that fails, again by the same rule until a second before the end.
 */
final class Renewal {
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final Terms first;
  private final Supplier<CompletableFuture<Terms>> renewing;
  private final Clock clock;
  private final ScheduledExecutorService timers;
  // Guarded by this.
  private @Nullable ScheduledFuture<?> next;
  private boolean over;

  Renewal(
      Terms first,
      Supplier<CompletableFuture<Terms>> renewing,
      Clock clock,
      ScheduledExecutorService timers) {
    this.first = first;
    this.renewing = renewing;
    this.clock = clock;
    this.timers = timers;
  }

  /** What the canister granted at first. */
  Terms terms() {
    return first;
  }

  void start() {
    schedule(first);
  }

  /** What comes of an attempt under way is of no interest any more. */
  synchronized void end() {
    over = true;
    if (next != null) {
      next.cancel(false);
    }
  }

  private synchronized void schedule(Terms terms) {
    long leftMillis = Duration.ofNanos(terms.expiresNanos()).toMillis() - clock.millis();
    if (!over && leftMillis >= SHORTEST.toMillis()) {
      double part = ThreadLocalRandom.current().nextDouble(1 / 2.0, 3 / 4.0);
      long delayMillis = (long) (leftMillis * part);
      next = timers.schedule(() -> renew(terms), delayMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void renew(Terms terms) {
    // Whoever signs may throw.
    CompletableFuture<?> unused =
        CompletableFuture.completedFuture(renewing)
            .thenCompose(Supplier::get)
            .whenComplete((fresh, failure) -> schedule(failure == null ? fresh : terms));
  }
}
