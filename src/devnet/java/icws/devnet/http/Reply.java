package icws.devnet.http;

import icws.ic.Bytes;
import icws.ic.cbor.CborWriter;

/** A reply's status, media type and body. */
record Reply(int status, String contentType, Bytes body) {
  private static final int OK = 200;
  private static final int ACCEPTED = 202;

  static Reply cbor(CborWriter content) {
    return new Reply(OK, "application/cbor", content.toBytes());
  }

  static Reply accepted() {
    return new Reply(ACCEPTED, "text/plain", Bytes.EMPTY);
  }

  static Reply text(int status, String text) {
    return new Reply(status, "text/plain; charset=utf-8", Bytes.utf8(text + "\n"));
  }
}
