package icws.ic;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * The text form of principals: lower case base32 (RFC 4648, unpadded) of a CRC-32 and the bytes, in
 * groups of five. ic4j's does not cover principals that end like the anonymous one.
 */
final class PrincipalText {

  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int BITS = 5;
  private static final int GROUP = 5;
  private static final int CHECKSUM_BYTES = 4;
  private static final int LONGEST = 63;

  private PrincipalText() {}

  static String encode(Bytes raw) {
    Bytes checked = Bytes.concat(checksum(raw), raw);
    StringBuilder text = new StringBuilder(LONGEST);
    int pending = 0;
    int pendingBits = 0;
    for (int i = 0; i < checked.size(); i++) {
      pending = (pending << 8) | (checked.at(i) & 0xff);
      pendingBits += 8;
      while (pendingBits >= BITS) {
        pendingBits -= BITS;
        append(text, pending >>> pendingBits);
      }
    }
    if (pendingBits > 0) {
      append(text, pending << (BITS - pendingBits));
    }
    return text.toString();
  }

  /**
   * Decodes a text without regard for its grouping and its last, unused bits.
   *
   * @throws IllegalArgumentException if the text has other characters, or the checksum is wrong
   */
  static Bytes decode(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("a principal has at most " + LONGEST + " characters");
    }
    ByteBuffer checked = ByteBuffer.allocate(LONGEST);
    int pending = 0;
    int pendingBits = 0;
    for (char character : text.replace("-", "").toCharArray()) {
      pending = (pending << BITS) | digit(character);
      pendingBits += BITS;
      if (pendingBits >= 8) {
        pendingBits -= 8;
        checked.put((byte) (pending >>> pendingBits));
      }
    }
    return withoutChecksum(Bytes.copyOf(checked.flip()));
  }

  private static Bytes withoutChecksum(Bytes checked) {
    if (checked.size() < CHECKSUM_BYTES) {
      throw new IllegalArgumentException("too short for a principal");
    }
    Bytes raw = checked.slice(CHECKSUM_BYTES, checked.size());
    if (!checked.startsWith(checksum(raw))) {
      throw new IllegalArgumentException("not a principal: its checksum is wrong");
    }
    return raw;
  }

  private static void append(StringBuilder text, int digit) {
    if (text.length() % (GROUP + 1) == GROUP) {
      text.append('-');
    }
    text.append(ALPHABET.charAt(digit & (ALPHABET.length() - 1)));
  }

  private static int digit(char character) {
    int digit = ALPHABET.indexOf(character);
    if (digit < 0) {
      throw new IllegalArgumentException(
          "a principal has lower case letters, the digits 2 to 7 and hyphens only");
    }
    return digit;
  }

  private static Bytes checksum(Bytes raw) {
    CRC32 crc = new CRC32();
    crc.update(raw.asByteBuffer());
    return Bytes.wrap(ByteBuffer.allocate(CHECKSUM_BYTES).putInt((int) crc.getValue()).array());
  }
}
