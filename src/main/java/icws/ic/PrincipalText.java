package icws.ic;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32;
import org.apache.commons.codec.binary.Base32;

/**
 * The text form of principals: lower case base32 (RFC 4648, unpadded) of a CRC-32 and the bytes, in
 * groups of five. ic4j's own does not cover principals that end like the anonymous one.
 */
final class PrincipalText {

  private static final Base32 BASE32 = new Base32();
  private static final int CHECKSUM_BYTES = 4;
  private static final int LONGEST = 63;

  private PrincipalText() {}

  static String encode(Bytes raw) {
    String digits = BASE32.encodeToString(Bytes.concat(checksum(raw), raw).toByteArray());
    return digits.replace("=", "").toLowerCase(Locale.ROOT).replaceAll(".{5}(?!$)", "$0-");
  }

  /**
   * Decodes a text without regard for its grouping, its case and its last, unused bits.
   *
   * @throws IllegalArgumentException if the text has other characters, or the checksum is wrong
   */
  static Bytes decode(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("a principal has at most " + LONGEST + " characters");
    }
    if (!text.matches("[a-z2-7-]*")) {
      throw new IllegalArgumentException(
          "a principal has lower case letters, the digits 2 to 7 and hyphens only");
    }
    Bytes checked = Bytes.wrap(BASE32.decode(text.replace("-", "").toUpperCase(Locale.ROOT)));
    if (checked.size() < CHECKSUM_BYTES) {
      throw new IllegalArgumentException("too short for a principal");
    }
    Bytes raw = checked.slice(CHECKSUM_BYTES, checked.size());
    if (!checked.startsWith(checksum(raw))) {
      throw new IllegalArgumentException("not a principal: its checksum is wrong");
    }
    return raw;
  }

  private static Bytes checksum(Bytes raw) {
    CRC32 crc = new CRC32();
    crc.update(raw.asByteBuffer());
    return Bytes.wrap(ByteBuffer.allocate(CHECKSUM_BYTES).putInt((int) crc.getValue()).array());
  }
}
