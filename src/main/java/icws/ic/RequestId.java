package icws.ic;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.ic4j.agent.Serialize;

/**
 * The representation-independent hash of a map, which identifies a request and is what its sender
 * signs (interface specification, "Representation-independent hashing of structured data").
 * Computed by ic4j.
 */
public final class RequestId {

  private static final int LONG_BITS = 64;

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
    return Bytes.wrap(org.ic4j.agent.requestid.RequestId.toRequestId(serialized(content)).get());
  }

  /** Hashes a map that was read from an envelope. */
  public static Bytes of(CborMap content) {
    return of(content.values());
  }

  private static Serialize serialized(Map<String, ?> content) {
    return to -> content.forEach((name, value) -> to.serializeField(name, plain(value)));
  }

  /** The value in ic4j's types; it would take any other by its {@code toString}. */
  private static Object plain(Object value) {
    if (value instanceof Bytes bytes) {
      return bytes.toByteArray();
    }
    if (value instanceof Principal principal) {
      return principal.raw().toByteArray();
    }
    if (value instanceof String || value instanceof Long) {
      return value;
    }
    if (value instanceof Integer number && number >= 0) {
      return number.longValue();
    }
    if (value instanceof BigInteger number
        && number.signum() >= 0
        && number.bitLength() <= LONG_BITS) {
      return number.longValue();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(RequestId::plain).toList();
    }
    if (value instanceof CborMap map) {
      return serialized(map.values());
    }
    throw new IllegalArgumentException("no hash for " + value + " of " + value.getClass());
  }
}
