package icws.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.log.Printable;
import icws.gateway.log.Unseen;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class CloseReasonTest {

  @Test
  void everyCodeOccursOnce() {
    assertEquals(
        CloseReason.values().length,
        Arrays.stream(CloseReason.values()).mapToInt(CloseReason::code).distinct().count());
  }

  @Test
  void aClientThatLeavesAGatewayThatStopsAndAnAuthorityThatEndsAreExpected() {
    assertTrue(CloseReason.NORMAL.isExpected());
    assertTrue(CloseReason.GOING_AWAY.isExpected());
    assertTrue(CloseReason.SESSION_EXPIRED.isExpected());
    assertEquals(3, Arrays.stream(CloseReason.values()).filter(CloseReason::isExpected).count());
  }

  @Test
  void shortTextsStayAsTheyAre() {
    assertEquals("no such canister", CloseReason.fit("no such canister"));
    assertEquals("x".repeat(123), CloseReason.fit("x".repeat(123)));
  }

  @Test
  void longTextsAreCutBetweenCharacters() {
    assertEquals("x".repeat(123), CloseReason.fit("x".repeat(200)));
    String cut = CloseReason.fit("\uD83D\uDE00".repeat(100));
    assertEquals("\uD83D\uDE00".repeat(30), cut);
    assertTrue(cut.getBytes(StandardCharsets.UTF_8).length <= 123);
  }

  @Test
  void textsStayOnOneLine() {
    assertEquals("forged: line", CloseReason.fit("forged:\r\nline"));
    assertFalse(CloseReason.fit("\u001b[31mred").contains("\u001b"));
    String unseen = CloseReason.fit(Unseen.text());
    assertEquals(Printable.line(unseen), unseen);
    assertTrue(unseen.startsWith("x x x"), unseen);
  }

  @Test
  void aTextOfAnyLengthCostsNoMoreThanItsBeginning() {
    assertEquals("x".repeat(123), CloseReason.fit("x".repeat(100_000_000)));
  }
}
