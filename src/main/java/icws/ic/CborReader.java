package icws.ic;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads one CBOR item (RFC 8949) from bytes in memory, in the order in which it is written.
 *
 * <p>Maps have text keys, or small integer ones where they are asked for, and no key twice. The
 * self-describe tag is accepted in front of any item; of the others only those of big numbers,
 * which are integers. Lengths may be definite or indefinite. Nothing may follow the item. No input
 * makes it take more memory than a small multiple of the input's size, or nest deeper than {@link
 * #MAX_DEPTH}. Whatever is not as it was asked for is a {@link CborException} that names the field.
 * For one thread.
 *
 * @see CborMap for reading a whole map at once
 */
public final class CborReader {

  /** Arrays and maps within each other; hash trees of large canisters nest some 150 deep. */
  public static final int MAX_DEPTH = 400;

  private static final int SELF_DESCRIBE_TAG = 55_799;
  private static final int NO_TAG = -1;
  private static final int MAJOR_NEGATIVE = 1;
  private static final int MAJOR_TEXT = 3;
  private static final CBORFactory FACTORY =
      CBORFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private final Bytes input;
  private final CBORParser parser;
  private final long start;
  private String field = "the item";

  private CborReader(Bytes input, CBORParser parser) {
    this.input = input;
    this.parser = parser;
    // The parser counts from the start of the array, also when it reads a slice of it.
    this.start = parser.currentLocation().getByteOffset();
  }

  /**
   * Reads all of the input as one item.
   *
   * @param item reads exactly one item from the reader it is given
   * @throws CborException if the input is not one such item
   */
  public static <T> T read(Bytes input, Function<CborReader, T> item) {
    try (CBORParser parser =
        FACTORY.createParser(input.sharedArray(), input.sharedOffset(), input.size())) {
      CborReader reader = new CborReader(input, parser);
      reader.advance();
      T value = item.apply(reader);
      reader.requireEnd();
      return value;
    } catch (IOException e) {
      throw new CborException("not CBOR: " + reason(e), e);
    }
  }

  /** What the next item is. */
  public CborKind peek() {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new CborException("the input ends before " + field);
    }
    requireNoForeignTag();
    return switch (token) {
      case START_OBJECT -> CborKind.MAP;
      case START_ARRAY -> CborKind.ARRAY;
      case VALUE_STRING -> CborKind.TEXT;
      case VALUE_EMBEDDED_OBJECT -> CborKind.BYTES;
      case VALUE_NUMBER_INT -> CborKind.INTEGER;
      case VALUE_TRUE, VALUE_FALSE -> CborKind.BOOL;
      case VALUE_NULL -> CborKind.NULL;
      default -> CborKind.OTHER;
    };
  }

  public Bytes bytes() {
    require(CborKind.BYTES);
    return take(() -> Bytes.wrap(parser.getBinaryValue()));
  }

  public String text() {
    require(CborKind.TEXT);
    String text = CborText.at(input, position());
    advance();
    return text;
  }

  public BigInteger integer() {
    require(CborKind.INTEGER);
    return take(parser::getBigIntegerValue);
  }

  /** An integer from 0 to 2^64 - 1, as the 64 bits of a long: above 2^63 - 1 it is negative. */
  public long unsigned64() {
    BigInteger value = integer();
    if (value.signum() < 0 || value.bitLength() > 64) {
      throw new CborException(field + " is not an unsigned 64-bit integer");
    }
    return value.longValue();
  }

  public boolean bool() {
    require(CborKind.BOOL);
    return take(parser::getBooleanValue);
  }

  /**
   * Reads an array.
   *
   * @param element reads exactly one item at each call
   * @return how many elements there were
   */
  public int array(Runnable element) {
    require(CborKind.ARRAY);
    String array = field;
    int count = 0;
    advance();
    while (parser.currentToken() != JsonToken.END_ARRAY) {
      field = array + "[" + count + "]";
      element.run();
      count++;
    }
    field = array;
    advance();
    return count;
  }

  /**
   * Reads a map.
   *
   * @param value reads exactly one item at each call, the value of the key that it is given
   */
  public void map(Consumer<String> value) {
    entries(this::textKey, value);
  }

  /** Reads a map as {@link #map} does, but one whose keys are integers of 32 bits. */
  public void numberedMap(Consumer<Integer> value) {
    entries(this::integerKey, value);
  }

  private <K> void entries(Supplier<K> nextKey, Consumer<K> value) {
    require(CborKind.MAP);
    String map = field;
    Set<K> keys = new HashSet<>();
    advance();
    while (parser.currentToken() != JsonToken.END_OBJECT) {
      K key = nextKey.get();
      if (!keys.add(key)) {
        throw new CborException("field " + key + " occurs twice in " + map);
      }
      advance();
      field = "field " + key;
      value.accept(key);
    }
    field = map;
    advance();
  }

  /** Reads an item that may be null. */
  public <T> Optional<T> optional(Function<CborReader, T> item) {
    if (peek() == CborKind.NULL) {
      advance();
      return Optional.empty();
    }
    return Optional.of(item.apply(this));
  }

  /** Passes over one item of any kind, which must be well-formed all the same. */
  public void skip() {
    switch (peek()) {
      case MAP -> map(key -> skip());
      case ARRAY -> array(this::skip);
      default -> advance();
    }
  }

  /**
   * Passes over one item within a map or an array and gives its bytes as they stand, tags included;
   * they share the input's memory.
   */
  public Bytes raw() {
    int from = position();
    skip();
    return input.slice(from, position());
  }

  /** Where the current token begins; the end of a map or array without a mark is of no length. */
  private int position() {
    return Math.toIntExact(parser.currentTokenLocation().getByteOffset() - start);
  }

  private String textKey() {
    if (majorType() != MAJOR_TEXT) {
      throw new CborException("a key of " + field + " is not a text");
    }
    return CborText.at(input, position());
  }

  private Integer integerKey() {
    try {
      if (majorType() <= MAJOR_NEGATIVE) {
        return Integer.valueOf(attempt(parser::currentName));
      }
    } catch (NumberFormatException e) {
      throw new CborException("a key of " + field + " has more than 32 bits", e);
    }
    throw new CborException("a key of " + field + " is not an integer");
  }

  /** The kind of the current key, all of which the parser gives as texts: RFC 8949, section 3. */
  private int majorType() {
    return (input.at(position()) & 0xff) >> 5;
  }

  private void require(CborKind wanted) {
    CborKind found = peek();
    if (found != wanted) {
      throw new CborException(field + " is " + found.words() + ", not " + wanted.words());
    }
  }

  private void requireNoForeignTag() {
    int tag = parser.getCurrentTag();
    if (tag != NO_TAG && tag != SELF_DESCRIBE_TAG) {
      throw new CborException(field + " has the tag " + tag);
    }
  }

  private void requireEnd() throws IOException {
    if (parser.currentToken() != null || parser.nextToken() != null) {
      throw new CborException("more bytes follow the item");
    }
  }

  private <T> T take(Extraction<T> extraction) {
    T value = attempt(extraction);
    advance();
    return value;
  }

  private void advance() {
    // There is none after the last.
    attempt(() -> Optional.ofNullable(parser.nextToken()));
  }

  private <T> T attempt(Extraction<T> extraction) {
    try {
      return extraction.extract();
    } catch (IOException e) {
      throw new CborException("not CBOR in " + field + ": " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse("unreadable");
  }

  @FunctionalInterface
  private interface Extraction<T> {
    T extract() throws IOException;
  }
}
