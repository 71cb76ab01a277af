package icws.ic.cbor;

import icws.ic.Bytes;
import java.util.function.Supplier;

/**
 * One item of CBOR (RFC 8949, section 3) as it stands in the input: its tags, its kind and its
 * text. The parser has its own ideas of each, which would make something else of what was signed:
 * it takes references, decimals and simple values for texts and numbers, and overlong UTF-8 and
 * halves of surrogates for characters. For one thread.
 */
final class CborItem {

  private static final int MAJOR_TEXT = 3;
  private static final int MAJOR_TAG = 6;
  private static final int SELF_DESCRIBE_TAG = 55_799;
  private static final int INDEFINITE = 31;
  private static final int BREAK = 0xff;

  private final Bytes input;
  private int position;

  /** The item's first byte behind its tags. */
  private final int head;

  /**
   * Passes over an item's tags.
   *
   * @param position where the item begins, with the first of its tags if it has any
   * @param name what the item is called in messages
   * @throws CborException if a tag is another than the self-describe tag
   */
  CborItem(Bytes input, int position, Supplier<String> name) {
    this.input = input;
    this.position = position;
    int octet = octet();
    while (octet >> 5 == MAJOR_TAG) {
      long tag = argument(octet);
      if (tag != SELF_DESCRIBE_TAG) {
        throw new CborException(name.get() + " has the tag " + Long.toUnsignedString(tag));
      }
      octet = octet();
    }
    this.head = octet;
  }

  /** What the item is. */
  CborKind kind() {
    return switch (head >> 5) {
      case 0, 1 -> CborKind.INTEGER;
      case 2 -> CborKind.BYTES;
      case MAJOR_TEXT -> CborKind.TEXT;
      case 4 -> CborKind.ARRAY;
      case 5 -> CborKind.MAP;
      default ->
          switch (head & 0x1f) {
            case 20, 21 -> CborKind.BOOL;
            case 22, 23 -> CborKind.NULL;
            default -> CborKind.OTHER;
          };
    };
  }

  /**
   * Reads a text, once.
   *
   * @throws CborException if it is none, or not well-formed UTF-8, each chunk by itself
   */
  String text() {
    if (head != (MAJOR_TEXT << 5 | INDEFINITE)) {
      return chunk(head);
    }
    StringBuilder text = new StringBuilder();
    for (int next = octet(); next != BREAK; next = octet()) {
      text.append(chunk(next));
    }
    return text.toString();
  }

  private String chunk(int first) {
    if (first >> 5 != MAJOR_TEXT) {
      throw new CborException("not CBOR: a text of something else");
    }
    long size = argument(first);
    if (size < 0 || size > input.size() - position) {
      throw new CborException("not CBOR: the input ends within a text");
    }
    Bytes utf8 = input.slice(position, position + (int) size);
    position += (int) size;
    try {
      return utf8.toUtf8();
    } catch (IllegalArgumentException e) {
      throw new CborException("not CBOR: a text that is not UTF-8", e);
    }
  }

  /** The number in a head and the 1, 2, 4 or 8 bytes after it, 64 bits unsigned. */
  private long argument(int first) {
    int info = first & 0x1f;
    if (info < 24) {
      return info;
    }
    if (info > 27) {
      throw new CborException("not CBOR: a head without a number");
    }
    long value = 0;
    for (int i = 0; i < 1 << (info - 24); i++) {
      value = value << 8 | octet();
    }
    return value;
  }

  private int octet() {
    if (position == input.size()) {
      throw new CborException("not CBOR: the input ends early");
    }
    return input.at(position++) & 0xff;
  }
}
