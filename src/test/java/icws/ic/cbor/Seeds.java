package icws.ic.cbor;

import icws.ic.Bytes;
import java.math.BigInteger;

/** Parts of what fuzzing begins with. */
public final class Seeds {

  private Seeds() {}

  public static Bytes repeated(String hex, int times) {
    return Bytes.ofHex(hex.repeat(times));
  }

  /** A number of so many bytes. */
  public static BigInteger huge(int bytes) {
    return BigInteger.ONE.shiftLeft(8 * bytes).subtract(BigInteger.ONE);
  }

  /** A CBOR map of one entry, whose value is given in hex. */
  static Bytes map(String key, Bytes value) {
    return new CborWriter().map(1).key(key).raw(value).toBytes();
  }

  /** A CBOR integer of 60,000 bytes. */
  public static Bytes hugeInteger() {
    return Bytes.concat(Bytes.ofHex("c259ea60"), repeated("ff", 60_000));
  }

  /** CBOR maps or arrays within each other. */
  public static Bytes nested(String head, int depth, String end) {
    return Bytes.concat(repeated(head, depth), Bytes.ofHex(end));
  }
}
