package icws.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.IcWebSocketException.Failure;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComebackTest {
  private final Comeback comeback = new Comeback(() -> 1);

  private Optional<Duration> after(int code) {
    return comeback.after(IcWebSocketException.closed(code, ""), Duration.ZERO);
  }

  @Test
  void delaysDoubleUpToTheLongestAndStartOverAfterAConnectionThatLasted() {
    for (int millis : new int[] {2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000}) {
      assertEquals(Optional.of(Duration.ofMillis(millis)), after(1001));
    }
    assertEquals(7, comeback.attempts());
    assertEquals(
        Optional.of(Duration.ofSeconds(2)),
        comeback.after(IcWebSocketException.closed(1001, ""), Comeback.STABLE));
    assertEquals(1, comeback.attempts());
  }

  @Test
  void shortestDelayIsHalfASecond() {
    assertEquals(
        Optional.of(Comeback.SHORTEST),
        new Comeback(() -> 0).after(IcWebSocketException.closed(1006, ""), Duration.ZERO));
  }

  @ParameterizedTest
  @ValueSource(ints = {1008, 4401, 4404})
  void someCodesHaveOneMoreChance(int code) {
    assertTrue(after(code).isPresent());
    assertTrue(after(code).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1003, 1009, 4400, 4403, 4410, 4411, 4420, 4440, 4999})
  void othersAreFinal(int code) {
    assertTrue(after(code).isEmpty());
  }

  @ParameterizedTest
  @EnumSource(
      value = Failure.class,
      names = {
        "UNTRUSTED_CERTIFICATE",
        "WRONG_TREE",
        "UNCERTIFIED_MESSAGE",
        "WRONG_CLIENT",
        "MALFORMED_FRAME",
        "UNREADABLE_MESSAGE",
        "DISMISSED"
      })
  void gatewayThatLiesIsNotAskedAgain(Failure failure) {
    assertTrue(comeback.after(new IcWebSocketException(failure, ""), Comeback.STABLE).isEmpty());
  }
}
