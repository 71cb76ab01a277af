package icws.gateway.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

  @ParameterizedTest
  @MethodSource("icws.gateway.log.Unseen#codePoints")
  void whatIsNotSeenBecomesASpace(int codePoint) {
    String text = new StringBuilder("a").appendCodePoint(codePoint).append("b").toString();
    assertEquals("a b", Printable.line(text));
  }

  @Test
  void halfOfASurrogatePairBecomesASpace() {
    assertEquals("a b c", Printable.line("a\ud83db\udc00c"));
    assertEquals("a ", Printable.line("a\ud83d"));
  }

  @Test
  void aRunOfThemBecomesOneSpace() {
    assertEquals("a b", Printable.line("a\r\n\u2028\u202e\u200b\ufeffb"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the canister does not know client 7",
        "Grüße, Ελλάδα, Привет, 日本語, हिन्दी, ไทย, עברית, العربية",
        "e\u0301 \ud83d\ude00 €5 <b>&amp;</b> \\u0085 %0a",
        ""
      })
  void whatIsSeenStays(String text) {
    assertEquals(text, Printable.line(text));
  }

  @Test
  void whatIsTooLongIsCutAndSaysSo() {
    assertEquals("abc...", Printable.line("abcd", 3));
    assertEquals("abc", Printable.line("abc", 3));
    assertEquals(" ...", Printable.line("\n".repeat(1_000_000), 3));
    String cut = Printable.line("\ud83d\ude00".repeat(10), 3);
    assertEquals("\ud83d\ude00\ud83d\ude00...", cut);
  }

  @Test
  void nothingOfWhateverIsThereMovesATerminal() {
    StringBuilder all = new StringBuilder();
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      all.appendCodePoint(codePoint);
    }
    assertTrue(Printable.line(all.toString()).matches("[ \\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]*"));
  }
}
