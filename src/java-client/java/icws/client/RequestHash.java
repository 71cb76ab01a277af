package icws.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;

/**
 * What a client signs of a call: the representation-independent hash of its content (interface
 * specification, "Representation-independent hashing of structured data").
 */
final class RequestHash {
  private static final byte[] REQUEST = "\nic-request".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DELEGATION =
      "\u001aic-request-auth-delegation".getBytes(StandardCharsets.US_ASCII);

  private RequestHash() {}

  /**
   * The bytes to sign.
   *
   * @param content texts, byte strings and natural numbers by name
   */
  static byte[] signedBytes(Map<String, Object> content) {
    return concat(REQUEST, hash(content));
  }

  /**
   * What a delegator signs.
   *
   * @param delegation as {@link #signedBytes}
   */
  static byte[] delegatedBytes(Map<String, Object> delegation) {
    return concat(DELEGATION, hash(delegation));
  }

  private static byte[] hash(Map<String, Object> content) {
    byte[][] pairs =
        content.entrySet().stream()
            .map(entry -> concat(sha256(utf8(entry.getKey())), sha256(bytes(entry.getValue()))))
            .sorted(Arrays::compareUnsigned)
            .toArray(byte[][]::new);
    return sha256(concat(pairs));
  }

  private static byte[] bytes(Object value) {
    if (value instanceof byte[] bytes) {
      return bytes;
    } else if (value instanceof String text) {
      return utf8(text);
    }
    return leb128((Long) value);
  }

  static byte[] leb128(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while (rest >>> 7 != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
