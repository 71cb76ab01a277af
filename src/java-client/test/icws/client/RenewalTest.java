package icws.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.Registrar.Terms;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class RenewalTest {
  private static final int PATIENCE_SECONDS = 60;

  private static Terms lasting(Duration left) {
    return new Terms(
        TestGateway.nowNanos() + left.toNanos(), Duration.ofHours(1), Duration.ofHours(1));
  }

  /** Renews terms of four seconds until an attempt is the last one. */
  private static void assertRenewed(int last, IntFunction<CompletableFuture<Terms>> attempts)
      throws Exception {
    CompletableFuture<Long> renewedNanos = new CompletableFuture<>();
    AtomicInteger attempt = new AtomicInteger();
    Terms first = lasting(Duration.ofSeconds(6));
    Renewal renewal =
        new Renewal(
            first,
            () -> {
              if (attempt.incrementAndGet() == last) {
                renewedNanos.complete(TestGateway.nowNanos());
              }
              return attempts.apply(attempt.get());
            },
            Clock.systemUTC(),
            Timers.shared());
    renewal.start();
    try {
      long nanos = renewedNanos.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertTrue(nanos < first.expiresNanos(), "renewed after its end");
    } finally {
      renewal.end();
    }
  }

  @Test
  void registrationIsRenewedBeforeItEnds() throws Exception {
    assertRenewed(1, attempt -> CompletableFuture.completedFuture(lasting(Duration.ofHours(1))));
  }

  @Test
  void attemptThatFailsIsFollowedByAnother() throws Exception {
    assertRenewed(2, attempt -> CompletableFuture.failedFuture(new IllegalStateException("away")));
  }

  @Test
  void attemptThatThrowsIsFollowedByAnother() throws Exception {
    assertRenewed(
        2,
        attempt -> {
          throw new IllegalStateException("nobody signs");
        });
  }
}
