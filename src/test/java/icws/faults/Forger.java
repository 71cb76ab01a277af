package icws.faults;

import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.certificate.HashTree;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Puts false certificates in the place of those that the local network has made, in bodies of any
 * kind: they are found by how they look, and keep their length. A body without one stays as it is.
 * Thread-safe.
 */
public final class Forger {
  private static final Bytes STATE_ROOT = Sha256.domain("ic-state-root");

  /** A tagged map of two, whose first key is {@code tree}. */
  private static final byte[] START = Bytes.ofHex("d9d9f7a26474726565").toByteArray();

  /** The key {@code signature} and the head of 48 bytes. */
  private static final byte[] SIGNATURE = Bytes.ofHex("697369676e61747572655830").toByteArray();

  /** The label {@code time} and the head of a leaf of nine bytes. */
  private static final byte[] TIME = Bytes.ofHex("83024474696d65820349").toByteArray();

  private static final int TIME_BYTES = 9;

  private final SubnetKeys keys;

  /**
   * @param seed of the local network, whose keys it has
   */
  public Forger(String seed) {
    this.keys = new SubnetKeys(seed);
  }

  /** Whether a body has a certificate in it. */
  static boolean certifies(Bytes body) {
    return indexOf(body.toByteArray(), START, 0) >= 0;
  }

  /** Certificates with the subnet's signature of something else. */
  public UnaryOperator<Bytes> wronglySigned() {
    Bytes signature = keys.signAsSubnet(Bytes.utf8("something else"));
    return body -> forge(body, (bytes, start, end) -> signature);
  }

  /** Certificates of so long ago, rightly signed. */
  public UnaryOperator<Bytes> older(Duration age) {
    return body ->
        forge(
            body,
            (bytes, start, end) -> {
              int time = indexOf(bytes, TIME, start) + TIME.length;
              write(bytes, time, read(bytes, time) - age.toNanos());
              HashTree tree = HashTree.decode(Bytes.copyOf(bytes, start + START.length, end));
              return keys.signAsSubnet(Bytes.concat(STATE_ROOT, tree.digest()));
            });
  }

  /** What to do with one certificate, whose tree ends at {@code end}. */
  @FunctionalInterface
  private interface Forgery {
    Bytes signature(byte[] bytes, int start, int end);
  }

  private static Bytes forge(Bytes body, Forgery forgery) {
    byte[] bytes = body.toByteArray();
    int start = indexOf(bytes, START, 0);
    while (start >= 0) {
      int end = indexOf(bytes, SIGNATURE, start);
      byte[] signature = forgery.signature(bytes, start, end).toByteArray();
      System.arraycopy(signature, 0, bytes, end + SIGNATURE.length, signature.length);
      start = indexOf(bytes, START, end);
    }
    return Bytes.wrap(bytes);
  }

  private static int indexOf(byte[] bytes, byte[] wanted, int from) {
    for (int i = from; i <= bytes.length - wanted.length; i++) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  private static long read(byte[] bytes, int from) {
    long value = 0;
    for (int i = TIME_BYTES - 1; i >= 0; i--) {
      value = (value << 7) | (bytes[from + i] & 0x7f);
    }
    return value;
  }

  private static void write(byte[] bytes, int from, long value) {
    for (int i = 0; i < TIME_BYTES; i++) {
      int more = i < TIME_BYTES - 1 ? 0x80 : 0;
      bytes[from + i] = (byte) (((value >>> (7 * i)) & 0x7f) | more);
    }
  }
}
