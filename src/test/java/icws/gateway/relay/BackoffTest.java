package icws.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BackoffTest {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final Backoff backoff = new Backoff(FIRST, LONGEST, 3);

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
  void givesUpAfterItsTries() {
    assertFalse(backoff.isExhausted(2));
    assertTrue(backoff.isExhausted(3));
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ZERO, LONGEST, 3));
    assertThrows(IllegalArgumentException.class, () -> new Backoff(LONGEST, FIRST, 3));
    assertThrows(IllegalArgumentException.class, () -> new Backoff(FIRST, LONGEST, 0));
  }
}
