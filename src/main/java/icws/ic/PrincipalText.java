package icws.ic;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32;
import org.bouncycastle.util.encoders.Base32;
import org.bouncycastle.util.encoders.DecoderException;

/**
 * The text form of principals: lower case base32 (RFC 4648, unpadded) of a CRC-32 and the bytes, in
 * groups of five.
 */
final class PrincipalText {

  private static final int CHECKSUM_BYTES = 4;
  private static final int LONGEST = 63;
  private static final int GROUP = 5;

  /** Base32 comes in blocks of eight digits, the last one filled up. */
  private static final int BLOCK = 8;

  private static final String FILLING = "=".repeat(BLOCK);

  private PrincipalText() {}

  static String encode(Bytes raw) {
    String padded = Base32.toBase32String(Bytes.concat(checksum(raw), raw).toByteArray());
    int filling = padded.indexOf('=');
    String digits = filling < 0 ? padded : padded.substring(0, filling);
    StringBuilder text = new StringBuilder(LONGEST);
    for (int i = 0; i < digits.length(); i += GROUP) {
      text.append(i == 0 ? "" : "-").append(digits, i, Math.min(i + GROUP, digits.length()));
    }
    return text.toString().toLowerCase(Locale.ROOT);
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
    if (!text.matches("[A-Za-z2-7-]*")) {
      throw new IllegalArgumentException(
          "a principal has letters, the digits 2 to 7 and hyphens only");
    }
    Bytes checked = base32(text.replace("-", "").toUpperCase(Locale.ROOT));
    if (checked.size() < CHECKSUM_BYTES) {
      throw new IllegalArgumentException("too short for a principal");
    }
    Bytes raw = checked.slice(CHECKSUM_BYTES, checked.size());
    if (!checked.startsWith(checksum(raw))) {
      throw new IllegalArgumentException("not a principal: its checksum is wrong");
    }
    return raw;
  }

  private static Bytes base32(String digits) {
    try {
      int filling = (BLOCK - digits.length() % BLOCK) % BLOCK;
      return Bytes.wrap(Base32.decode(digits + FILLING.substring(0, filling)));
    } catch (DecoderException e) {
      throw new IllegalArgumentException("not a principal: a digit too many", e);
    }
  }

  private static Bytes checksum(Bytes raw) {
    CRC32 crc = new CRC32();
    crc.update(raw.asByteBuffer());
    return Bytes.wrap(ByteBuffer.allocate(CHECKSUM_BYTES).putInt((int) crc.getValue()).array());
  }
}
