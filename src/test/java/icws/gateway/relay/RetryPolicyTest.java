package icws.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RetryPolicyTest {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final RetryPolicy retryPolicy = new RetryPolicy(FIRST, LONGEST, PATIENCE);

  @Test
  void doublesUpToItsLimit() {
    assertEquals(Duration.ofMillis(100), retryPolicy.delay(1, 1));
    assertEquals(Duration.ofMillis(200), retryPolicy.delay(2, 1));
    assertEquals(Duration.ofMillis(800), retryPolicy.delay(4, 1));
    assertEquals(LONGEST, retryPolicy.delay(5, 1));
    assertEquals(LONGEST, retryPolicy.delay(5_000, 1));
  }

  @Test
  void jitterTakesAtMostHalf() {
    assertEquals(Duration.ofMillis(50), retryPolicy.delay(1, 0));
    assertEquals(Duration.ofMillis(75), retryPolicy.delay(1, 0.5));
  }

  @Test
  void makesTheLastTryWhenItsPatienceEnds() {
    assertEquals(
        Optional.of(LONGEST), retryPolicy.delay(9, PATIENCE.minus(Duration.ofMillis(1500)), 1));
    assertEquals(
        Optional.of(Duration.ofMillis(300)),
        retryPolicy.delay(9, PATIENCE.minus(Duration.ofMillis(300)), 1));
    assertEquals(Optional.empty(), retryPolicy.delay(9, PATIENCE, 1));
    assertEquals(Optional.empty(), retryPolicy.delay(2, Duration.ofHours(1), 0));
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThrows(
        IllegalArgumentException.class, () -> new RetryPolicy(Duration.ZERO, LONGEST, PATIENCE));
    assertThrows(IllegalArgumentException.class, () -> new RetryPolicy(LONGEST, FIRST, PATIENCE));
    assertThrows(IllegalArgumentException.class, () -> new RetryPolicy(LONGEST, LONGEST, FIRST));
  }
}
