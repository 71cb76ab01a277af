package icws.ic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.1S, 100ms",
    "PT1.5S, 1500ms",
    "PT1M, 60s",
    "PT119S, 119s",
    "PT2M, 2m",
    "PT2M1S, 121s",
    "PT1H, 1h",
    "PT54M, 54m",
    "PT24H, 24h",
    "PT25H30M, 1530m",
    "PT0.000001S, PT0.000001S",
  })
  void isOneNumberWithItsUnitWhereThatIsExact(Duration duration, String text) {
    assertEquals(text, DurationText.of(duration));
  }
}
