package icws.ic;

/**
 * The texts of CBOR (RFC 8949, section 3.1), read strictly: the parser would take overlong UTF-8
 * and halves of surrogates for characters, so that what is read is not what was signed. For one
 * thread, for one text.
 */
final class CborText {

  private static final int MAJOR_TEXT = 3;
  private static final int MAJOR_TAG = 6;
  private static final int INDEFINITE = 31;
  private static final int BREAK = 0xff;

  private final Bytes input;
  private int position;

  private CborText(Bytes input, int position) {
    this.input = input;
    this.position = position;
  }

  /**
   * Reads a text.
   *
   * @param position where the text begins, or the first of its tags
   * @throws CborException if there is none, or it is not well-formed UTF-8, each chunk by itself
   */
  static String at(Bytes input, int position) {
    return new CborText(input, position).read();
  }

  private String read() {
    int head = octet();
    while (head >> 5 == MAJOR_TAG) {
      argument(head);
      head = octet();
    }
    if (head != (MAJOR_TEXT << 5 | INDEFINITE)) {
      return chunk(head);
    }
    StringBuilder text = new StringBuilder();
    for (head = octet(); head != BREAK; head = octet()) {
      text.append(chunk(head));
    }
    return text.toString();
  }

  private String chunk(int head) {
    if (head >> 5 != MAJOR_TEXT) {
      throw new CborException("not CBOR: a text of something else");
    }
    long size = argument(head);
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
  private long argument(int head) {
    int info = head & 0x1f;
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
      throw new CborException("not CBOR: the input ends within a text");
    }
    return input.at(position++) & 0xff;
  }
}
