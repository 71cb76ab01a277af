package icws.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PollIntervalTest {

  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofMillis(400);

  @Test
  void growsUpToItsLimit() {
    PollInterval pollInterval = new PollInterval(SHORT, LONG, 1.5);
    assertEquals(Duration.ofMillis(150), pollInterval.after(SHORT));
    assertEquals(LONG, pollInterval.after(Duration.ofMillis(399)));
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThrows(IllegalArgumentException.class, () -> new PollInterval(Duration.ZERO, LONG, 2));
    assertThrows(IllegalArgumentException.class, () -> new PollInterval(LONG, SHORT, 2));
    assertThrows(IllegalArgumentException.class, () -> new PollInterval(SHORT, LONG, 0.9));
    assertThrows(IllegalArgumentException.class, () -> new PollInterval(SHORT, LONG, Double.NaN));
  }
}
