package icws.ic.cbor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import icws.ic.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one CBOR item (RFC 8949) from bytes in memory, in the order in which it is written.
 *
 * <p>Maps have text keys, or small integer ones where they are asked for, no key twice, and at most
 * {@link #MAX_KEYS}. The self-describe tag is accepted in front of any item but a key, and no
 * other. Lengths may be definite or indefinite. Nothing may follow the item. Time and memory are in
 * proportion to the input's size: it has no more items than messages of that size have, which nest
 * no deeper than {@link #MAX_DEPTH}. Whatever is not as it was asked for is a {@link CborException}
 * that names the field. For one thread.
 *
 * @see CborMap for reading a whole map at once
 */
public final class CborReader {

  /** Arrays and maps within each other; hash trees of large canisters nest some 150 deep. */
  public static final int MAX_DEPTH = 400;

  /** Keys of one map: many more than any map of the Internet Computer's interface has. */
  public static final int MAX_KEYS = 256;

  /** Items of a small input, and how many bytes a further one takes in a larger one. */
  static final int ITEMS_OF_ANY_INPUT = 1_024;

  /** A quarter of what the items take that messages have most of, the targets of delegations. */
  static final int BYTES_PER_ITEM = 3;

  private static final int LONGEST_NAME = 40;
  private static final int MAJOR_NEGATIVE = 1;
  private static final int MAJOR_TEXT = 3;
  private static final CBORFactory FACTORY =
      CBORFactory.builder()
          // To keep strangers' keys for the next time costs ten times what it takes to read them.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private final Bytes input;
  private final CBORParser parser;
  private final long start;

  /** What the next item is called; put into words where a message needs them. */
  private Supplier<String> name = () -> "the item";

  private int itemsLeft;

  /** The current token, once somebody has looked at it. */
  private @Nullable CborItem item;

  private CborReader(Bytes input, CBORParser parser) {
    this.input = input;
    this.parser = parser;
    // The parser counts from the start of the array, also when it reads a slice of it.
    this.start = parser.currentLocation().getByteOffset();
    this.itemsLeft = ITEMS_OF_ANY_INPUT + input.size() / BYTES_PER_ITEM;
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
      throw new CborException("the input ends before " + name.get());
    }
    return token.isStructEnd() ? CborKind.OTHER : item().kind();
  }

  /** Reads bytes; fails where something else is next. */
  public Bytes bytes() {
    require(CborKind.BYTES);
    return take(() -> Bytes.wrap(parser.getBinaryValue()));
  }

  /** Reads a text; fails where something else is next. */
  public String text() {
    require(CborKind.TEXT);
    String text = item().text();
    advance();
    return text;
  }

  /** Reads a whole number; fails where something else is next. */
  public BigInteger integer() {
    require(CborKind.INTEGER);
    return take(parser::getBigIntegerValue);
  }

  /** An integer from 0 to 2^64 - 1, as the 64 bits of a long: above 2^63 - 1 it is negative. */
  public long unsigned64() {
    require(CborKind.INTEGER);
    if (attempt(parser::getNumberType) != JsonParser.NumberType.BIG_INTEGER) {
      long value = attempt(parser::getLongValue);
      requireUnsigned64(value >= 0);
      advance();
      return value;
    }
    BigInteger value = integer();
    requireUnsigned64(value.signum() >= 0 && value.bitLength() <= Long.SIZE);
    return value.longValue();
  }

  private void requireUnsigned64(boolean fits) {
    if (!fits) {
      throw new CborException(name.get() + " is not an unsigned 64-bit integer");
    }
  }

  /** Reads a truth value; fails where something else is next. */
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
    Supplier<String> array = name;
    int[] count = {0};
    Supplier<String> elementName = () -> array.get() + "[" + count[0] + "]";
    enterArray();
    while (parser.currentToken() != JsonToken.END_ARRAY) {
      name = elementName;
      element.run();
      count[0]++;
    }
    name = array;
    leaveArray();
    return count[0];
  }

  /**
   * Begins to read an array whose elements the caller knows: it reads each of them as an item of
   * its own, then calls {@link #leaveArray}.
   *
   * @throws CborException if the next item is no array
   */
  public void enterArray() {
    require(CborKind.ARRAY);
    advance();
  }

  /**
   * Ends the reading of an array that {@link #enterArray} has begun.
   *
   * @throws CborException if it has more elements
   */
  public void leaveArray() {
    if (parser.currentToken() != JsonToken.END_ARRAY) {
      throw new CborException(name.get() + " is an array with an element too many");
    }
    advance();
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
    Supplier<String> map = name;
    Set<K> keys = new HashSet<>();
    advance();
    while (parser.currentToken() != JsonToken.END_OBJECT) {
      K key = nextKey.get();
      requireNew(key, keys);
      advance();
      name = () -> field(key);
      value.accept(key);
      name = map;
    }
    advance();
  }

  private <K> void requireNew(K key, Set<K> keys) {
    if (!keys.add(key)) {
      throw new CborException(field(key) + " occurs twice in " + name.get());
    }
    if (keys.size() > MAX_KEYS) {
      throw new CborException("more than " + MAX_KEYS + " keys in " + name.get());
    }
  }

  /** A field in words; of a stranger's long key the beginning. */
  static String field(Object key) {
    String text = String.valueOf(key);
    return "field "
        + (text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME) + "…");
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

  /** The current token as an item or a key. */
  private CborItem item() {
    CborItem current = item;
    if (current == null) {
      current = new CborItem(input, position(), name);
      item = current;
    }
    return current;
  }

  /** Where the current token begins; the end of a map or array without a mark is of no length. */
  private int position() {
    return Math.toIntExact(parser.currentTokenLocation().getByteOffset() - start);
  }

  private String textKey() {
    if (majorType() != MAJOR_TEXT) {
      throw new CborException("a key of " + name.get() + " is not a text");
    }
    return item().text();
  }

  private Integer integerKey() {
    try {
      if (majorType() <= MAJOR_NEGATIVE) {
        return Integer.valueOf(attempt(parser::currentName));
      }
    } catch (NumberFormatException e) {
      throw new CborException("a key of " + name.get() + " has more than 32 bits", e);
    }
    throw new CborException("a key of " + name.get() + " is not an integer");
  }

  /** The kind of the current key, all of which the parser gives as texts: RFC 8949, section 3. */
  private int majorType() {
    return (input.at(position()) & 0xff) >> 5;
  }

  private void require(CborKind wanted) {
    CborKind found = peek();
    if (found != wanted) {
      throw new CborException(name.get() + " is " + found.words() + ", not " + wanted.words());
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
    item = null;
    // There is none after the last.
    Optional<JsonToken> token = attempt(() -> Optional.ofNullable(parser.nextToken()));
    boolean begins = token.isPresent() && !token.get().isStructEnd();
    if (begins && --itemsLeft < 0) {
      throw new CborException("too many items for an input of " + input.size() + " bytes");
    }
  }

  private <T> T attempt(Extraction<T> extraction) {
    try {
      return extraction.extract();
    } catch (IOException e) {
      throw new CborException("not CBOR in " + name.get() + ": " + reason(e), e);
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
