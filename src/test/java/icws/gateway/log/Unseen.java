package icws.gateway.log;

import java.util.stream.IntStream;

/** Characters that forge lines, move terminals, turn the reading direction round or hide. */
public final class Unseen {

  private static final String WRITTEN =
      "\0\b\t\n\013\f\r\033\177" // C0 and DEL
          + "\u0080\u0085\u008d\u0090\u009b\u009d\u009f" // C1: next line, control sequences
          + "\u00a0\u1680\u2000\u200a\u202f\u205f\u3000" // spaces that are no space
          + "\u2028\u2029" // separators of lines and paragraphs
          + "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" // directions
          + "\u00ad\u180e\u200b\u200c\u200d\u2060\u2064\ufeff" // without a width
          + "\ufff9\ufffb\uffff\ufdd0" // interlinear, no characters
          + "\u034f\u115f\u1160\u2800\u3164\uffa0\u17b4\u180b\ufe00\ufe0f" // letters, marks unseen
          + "\ue000\uf8ff"; // private

  private static final int[] HIGH = {
    0x1d173, 0xe0001, 0xe0020, 0xe007f, 0xe0100, 0xe01ef, 0xf0000, 0x10fffd, 0x10ffff, 0xe0fff
  };

  private Unseen() {}

  /** One of each kind at least. */
  public static IntStream codePoints() {
    return IntStream.concat(WRITTEN.codePoints(), IntStream.of(HIGH));
  }

  /** All of them in one text, each after a letter. */
  public static String text() {
    StringBuilder text = new StringBuilder();
    codePoints().forEach(each -> text.append('x').appendCodePoint(each));
    return text.append("\ud800").toString();
  }
}
