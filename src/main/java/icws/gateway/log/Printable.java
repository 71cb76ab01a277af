package icws.gateway.log;

/**
 * Text that anybody may have written, as it may be shown: in a line of a log, a close frame, an
 * answer.
 *
 * <p>What stays is what is seen: letters, marks, digits, punctuation, symbols and the plain space.
 * Everything else could move a terminal's cursor, begin a new line, turn the reading direction
 * round or hide: controls (C0, C1), separators, formats (directions, zero widths, byte order marks,
 * tags), surrogates without their other half, code points that are private or not assigned, and the
 * letters and marks that Unicode's {@code Default_Ignorable_Code_Point} has as invisible. Each run
 * of them becomes one space.
 */
public final class Printable {

  /** Letters and marks that are not seen, as pairs of the first and the last. */
  private static final int[] INVISIBLE = {
    0x034f, 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180f, 0x2800, 0x2800, 0x3164, 0x3164,
    0xfe00, 0xfe0f, 0xffa0, 0xffa0, 0xe0100, 0xe01ef
  };

  private Printable() {}

  /** The text on one line, with nothing in it that is not seen. */
  public static String line(String text) {
    return line(text, text.length());
  }

  /**
   * As {@link #line(String)}, cut where it is longer.
   *
   * @param maxChars of the text itself; three dots follow where it is cut
   */
  public static String line(String text, int maxChars) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), maxChars));
    boolean inRun = false;
    for (int at = 0; at < text.length() && line.length() < maxChars; ) {
      int character = text.codePointAt(at);
      at += Character.charCount(character);
      boolean seen = isSeen(character);
      if (seen) {
        line.appendCodePoint(character);
      } else if (!inRun) {
        line.append(' ');
      }
      inRun = !seen;
    }
    return text.length() > maxChars ? line.append("...").toString() : line.toString();
  }

  private static boolean isSeen(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> character == ' ';
      default -> !isInvisible(character);
    };
  }

  private static boolean isInvisible(int character) {
    for (int i = 0; i < INVISIBLE.length; i += 2) {
      if (character >= INVISIBLE[i] && character <= INVISIBLE[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
