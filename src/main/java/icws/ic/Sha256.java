package icws.ic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 over the concatenation of its arguments. Thread-safe. */
public final class Sha256 {

  public static final int SIZE = 32;

  private Sha256() {}

  /** The digest, 32 bytes, of parts one after the other. */
  public static Bytes hash(Bytes... parts) {
    return hash(digest(), parts);
  }

  /**
   * The same with a digest that is at hand: many hashes in a row need no more than one. Not
   * thread-safe.
   *
   * @param digest as {@link #digest} makes it; has seen nothing, and has seen nothing afterwards
   * @return 32 bytes
   */
  public static Bytes hash(MessageDigest digest, Bytes... parts) {
    for (Bytes part : parts) {
      part.update(digest);
    }
    return Bytes.wrap(digest.digest());
  }

  /**
   * The Internet Computer's domain separator: the text's length in one byte, then the text.
   *
   * @throws IllegalArgumentException if the text is longer than 255 bytes
   */
  public static Bytes domain(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.UTF_8);
    if (ascii.length > 255) {
      throw new IllegalArgumentException("domain separator of " + ascii.length + " bytes");
    }
    return Bytes.concat(Bytes.of(ascii.length), Bytes.wrap(ascii));
  }

  /** A digest that has seen nothing yet, for one thread. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
