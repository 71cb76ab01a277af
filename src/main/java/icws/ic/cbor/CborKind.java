package icws.ic.cbor;

/** The kinds of CBOR item that the Internet Computer's messages are made of. */
public enum CborKind {
  MAP("a map"),
  ARRAY("an array"),
  TEXT("a text"),
  BYTES("a byte string"),
  INTEGER("an integer"),
  BOOL("a boolean"),
  NULL("null"),
  OTHER("something else");

  private final String words;

  CborKind(String words) {
    this.words = words;
  }

  /** The kind in words, with its article. */
  String words() {
    return words;
  }
}
