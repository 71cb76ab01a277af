package icws.ic;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * The representation-independent hash of a map, which identifies a request and is what its sender
 * signs (interface specification, "Representation-independent hashing of structured data").
 */
public final class RequestId {

  private RequestId() {}

  /**
   * Hashes a map whose values are {@link Bytes}, {@link Principal}, {@link String}, natural numbers
   * ({@link Long} as unsigned 64 bits, {@link Integer}, {@link BigInteger}), lists of such values,
   * or {@link CborMap}.
   *
   * @throws IllegalArgumentException if a value is of another type, or a negative integer
   */
  public static Bytes of(Map<String, ?> content) {
    return Sha256.hash(
        content.entrySet().stream()
            .map(e -> Bytes.concat(Sha256.hash(Bytes.utf8(e.getKey())), hash(e.getValue())))
            .sorted()
            .toArray(Bytes[]::new));
  }

  /** Hashes a map that was read from an envelope. */
  public static Bytes of(CborMap content) {
    return of(content.values());
  }

  private static Bytes hash(Object value) {
    if (value instanceof Bytes bytes) {
      return Sha256.hash(bytes);
    }
    if (value instanceof Principal principal) {
      return Sha256.hash(principal.raw());
    }
    if (value instanceof String text) {
      return Sha256.hash(Bytes.utf8(text));
    }
    if (value instanceof Long number) {
      return hashNatural(new BigInteger(Long.toUnsignedString(number)));
    }
    if (value instanceof Integer number) {
      return hashNatural(BigInteger.valueOf(number));
    }
    if (value instanceof BigInteger number) {
      return hashNatural(number);
    }
    return hashComposite(value);
  }

  private static Bytes hashComposite(Object value) {
    if (value instanceof List<?> list) {
      return Sha256.hash(list.stream().map(RequestId::hash).toArray(Bytes[]::new));
    }
    if (value instanceof CborMap map) {
      return of(map);
    }
    throw new IllegalArgumentException("no hash for a value of " + value.getClass());
  }

  private static Bytes hashNatural(BigInteger number) {
    return Sha256.hash(Leb128.unsigned(number));
  }
}
