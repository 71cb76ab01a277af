package icws.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BackoffTest {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Backoff backoff = new Backoff(FIRST, LONGEST, PATIENCE);

  @Test
  void doublesUpToItsLimit() {
    assertEquals(Duration.ofMillis(100), backoff.delay(1, 1));
    assertEquals(Duration.ofMillis(200), backoff.delay(2, 1));
    assertEquals(Duration.ofMillis(800), backoff.delay(4, 1));
    assertEquals(LONGEST, backoff.delay(5, 1));
    assertEquals(LONGEST, backoff.delay(5_000, 1));
  }

  @Test
  void jitterTakesAtMostHalf() {
    assertEquals(Duration.ofMillis(50), backoff.delay(1, 0));
    assertEquals(Duration.ofMillis(75), backoff.delay(1, 0.5));
  }

  @Test
  void makesTheLastTryWhenItsPatienceEnds() {
    assertEquals(
        Optional.of(LONGEST), backoff.delay(9, PATIENCE.minus(Duration.ofMillis(1500)), 1));
    assertEquals(
        Optional.of(Duration.ofMillis(300)),
        backoff.delay(9, PATIENCE.minus(Duration.ofMillis(300)), 1));
    assertEquals(Optional.empty(), backoff.delay(9, PATIENCE, 1));
    assertEquals(Optional.empty(), backoff.delay(2, Duration.ofHours(1), 0));
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThrows(
        IllegalArgumentException.class, () -> new Backoff(Duration.ZERO, LONGEST, PATIENCE));
    assertThrows(IllegalArgumentException.class, () -> new Backoff(LONGEST, FIRST, PATIENCE));
    assertThrows(IllegalArgumentException.class, () -> new Backoff(LONGEST, LONGEST, FIRST));
  }
}
