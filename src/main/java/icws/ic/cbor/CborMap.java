package icws.ic.cbor;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A whole CBOR map with text keys, for frames, envelopes and replies with a handful of fields.
 *
 * <p>Accessors throw a {@link CborException} that names the field when it is missing or of another
 * type; the {@code optional} ones answer empty when it is missing or null. Fields that nobody asks
 * for are ignored. Immutable.
 *
 * @param values by key, in the order of the input: {@link Bytes}, {@link String}, {@link
 *     BigInteger}, {@link Boolean}, {@link CborMap}, a {@link List} of such values, or {@link
 *     CborKind#OTHER} for what nobody here reads, and {@link CborKind#NULL} for a null in a list;
 *     null fields are left out
 */
public record CborMap(Map<String, Object> values) {

  public CborMap {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Reads all of the input as one map.
   *
   * @throws CborException if it is anything else
   */
  public static CborMap read(Bytes input) {
    return CborReader.read(input, CborMap::read);
  }

  /** A map of values of the types listed above. */
  public static CborMap of(Map<String, Object> values) {
    return new CborMap(values);
  }

  /**
   * Reads the reader's next item as a map.
   *
   * @throws CborException if it is anything else
   */
  public static CborMap read(CborReader in) {
    Map<String, Object> values = new LinkedHashMap<>();
    in.map(
        key -> {
          Object value = readValue(in);
          if (value != null) {
            values.put(key, value);
          }
        });
    return new CborMap(values);
  }

  /** The bytes under a key; fails where there are none. */
  public Bytes bytes(String key) {
    return require(key, Bytes.class, "a byte string");
  }

  /** A byte string of at most 29 bytes. */
  public Principal principal(String key) {
    Bytes raw = bytes(key);
    if (raw.size() > Principal.MAX_BYTES) {
      throw new CborException("field " + key + " is too long for a principal");
    }
    return Principal.of(raw);
  }

  /** The bytes under a key; empty without the key, fails where it has something else. */
  public Optional<Bytes> optionalBytes(String key) {
    return optional(key, Bytes.class, "a byte string");
  }

  /** The text under a key; fails where there is none. */
  public String text(String key) {
    return require(key, String.class, "a text");
  }

  /** The text under a key; empty without the key, fails where it has something else. */
  public Optional<String> optionalText(String key) {
    return optional(key, String.class, "a text");
  }

  /** The whole number under a key; fails where there is none. */
  public BigInteger integer(String key) {
    return require(key, BigInteger.class, "an integer");
  }

  /** An integer from 0 to 2^64 - 1, as the 64 bits of a long: above 2^63 - 1 it is negative. */
  public long unsigned64(String key) {
    BigInteger value = integer(key);
    if (value.signum() < 0 || value.bitLength() > 64) {
      throw new CborException("field " + key + " is not an unsigned 64-bit integer");
    }
    return value.longValue();
  }

  /** The truth value under a key; fails where there is none. */
  public boolean bool(String key) {
    return require(key, Boolean.class, "a boolean");
  }

  /** The map under a key; fails where there is none. */
  public CborMap map(String key) {
    return require(key, CborMap.class, "a map");
  }

  /** The map under a key; empty without the key, fails where it has something else. */
  public Optional<CborMap> optionalMap(String key) {
    return optional(key, CborMap.class, "a map");
  }

  /** An array whose elements are all of one type; empty if the field is missing. */
  public <T> List<T> list(String key, Class<T> elementType) {
    List<?> elements = optional(key, List.class, "an array").orElse(List.of());
    List<T> typed = new ArrayList<>(elements.size());
    for (Object element : elements) {
      if (!elementType.isInstance(element)) {
        throw new CborException("field " + key + " has an element of another type");
      }
      typed.add(elementType.cast(element));
    }
    return List.copyOf(typed);
  }

  /**
   * Refuses fields that nobody knows.
   *
   * @throws CborException if there is a field of any other name
   */
  public void requireOnly(Set<String> known) {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new CborException("there is no " + CborReader.field(key));
      }
    }
  }

  /** Whether there is a value under a key. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  private <T> T require(String key, Class<T> type, String words) {
    return optional(key, type, words)
        .orElseThrow(() -> new CborException("field " + key + " is missing"));
  }

  private <T> Optional<T> optional(String key, Class<T> type, String words) {
    Object value = values.get(key);
    if (value != null && !type.isInstance(value)) {
      throw new CborException("field " + key + " is not " + words);
    }
    return Optional.ofNullable(type.cast(value));
  }

  private static @Nullable Object readValue(CborReader in) {
    return switch (in.peek()) {
      case BYTES -> in.bytes();
      case TEXT -> in.text();
      case INTEGER -> in.integer();
      case BOOL -> in.bool();
      case MAP -> read(in);
      case ARRAY -> readList(in);
      case NULL -> {
        in.skip();
        yield null;
      }
      case OTHER -> {
        in.skip();
        yield CborKind.OTHER;
      }
    };
  }

  private static List<Object> readList(CborReader in) {
    List<Object> elements = new ArrayList<>();
    in.array(
        () -> {
          Object element = readValue(in);
          elements.add(element == null ? CborKind.NULL : element);
        });
    return Collections.unmodifiableList(elements);
  }
}
