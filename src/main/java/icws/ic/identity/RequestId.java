package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.Leb128;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.cbor.CborMap;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The representation-independent hash of a map, which identifies a request and is what its sender
 * signs (interface specification, "Representation-independent hashing of structured data").
 */
public final class RequestId {

  private static final int LONG_BITS = 64;

  /** One for all the hashes in a map: each leaves it as it found it. */
  private final MessageDigest sha256 = Sha256.digest();

  private RequestId() {}

  /**
   * Hashes a map whose values are {@link Bytes}, {@link Principal}, {@link String}, natural numbers
   * of 64 bits ({@link Long} as unsigned, {@link Integer}, {@link BigInteger}), lists of such
   * values, or {@link CborMap}.
   *
   * @throws IllegalArgumentException if a value is of another type, a negative integer, or one of
   *     more than 64 bits
   */
  public static Bytes of(Map<String, ?> content) {
    return new RequestId().map(content);
  }

  /** Hashes a map that was read from an envelope. */
  public static Bytes of(CborMap content) {
    return of(content.values());
  }

  /** Hashes one value, as it goes into the hash of a map. */
  static Bytes ofValue(Object value) {
    return new RequestId().value(value);
  }

  /** The fields' hashes in increasing order: their names' and, beside each, its value's. */
  private Bytes map(Map<String, ?> content) {
    List<Bytes> fields = new ArrayList<>(content.size());
    content.forEach(
        (name, value) -> fields.add(Bytes.concat(hash(Bytes.utf8(name)), value(value))));
    Collections.sort(fields);
    return hash(fields);
  }

  private Bytes list(List<?> elements) {
    List<Bytes> hashes = new ArrayList<>(elements.size());
    elements.forEach(element -> hashes.add(value(element)));
    return hash(hashes);
  }

  private Bytes value(Object value) {
    if (value instanceof Bytes bytes) {
      return hash(bytes);
    }
    if (value instanceof Principal principal) {
      return hash(principal.raw());
    }
    if (value instanceof String text) {
      return hash(Bytes.utf8(text));
    }
    if (value instanceof List<?> elements) {
      return list(elements);
    }
    return value instanceof CborMap map ? map(map.values()) : hash(Leb128.unsigned(natural(value)));
  }

  /** The 64 bits of a natural number. */
  private static long natural(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof Integer number && number >= 0) {
      return number;
    }
    if (value instanceof BigInteger number
        && number.signum() >= 0
        && number.bitLength() <= LONG_BITS) {
      return number.longValue();
    }
    throw new IllegalArgumentException("no hash for a " + value.getClass().getSimpleName());
  }

  private Bytes hash(Bytes whole) {
    return Sha256.hash(sha256, whole);
  }

  private Bytes hash(List<Bytes> parts) {
    parts.forEach(part -> part.update(sha256));
    return Bytes.wrap(sha256.digest());
  }
}
