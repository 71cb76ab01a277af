package icws.ic.certificate;

import icws.ic.Bytes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Verifies BLS12-381 signatures in G1 of keys in G2 (draft-irtf-cfrg-bls-signature-05, minimal
 * signature size). Thread-safe.
 */
interface BlsLibrary {

  /** What is hashed with every message. */
  String DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

  /** A public key, read and found to be one. Thread-safe. */
  interface Key {

    /**
     * Whether a signature over the message is this key's. What is no point, not of the group or the
     * point at infinity is nobody's.
     *
     * @param signature a compressed point, 48 bytes with the bit that says so
     */
    boolean verifies(Bytes message, Bytes signature);
  }

  /**
   * Reads a key.
   *
   * @param compressed a point, 96 bytes with the bit that says so
   * @throws IllegalArgumentException if it is no point, not of the group or the point at infinity
   */
  Key key(Bytes compressed);

  /**
   * The fastest one that works on this machine: blst, whose code is the machine's own, six times as
   * fast as BouncyCastle, whose code is Java.
   */
  static BlsLibrary fastest() {
    return Chosen.LIBRARY;
  }

  /** Made when it is first asked for, once. */
  final class Chosen {
    private static final Logger LOG = System.getLogger(BlsLibrary.class.getName());

    private static final BlsLibrary LIBRARY = choose();

    private Chosen() {}

    private static BlsLibrary choose() {
      try {
        BlsLibrary blst = BlstLibrary.load();
        LOG.log(Level.INFO, "Certificates are verified by blst");
        return blst;
      } catch (LinkageError | RuntimeException doesNotLoad) {
        // A machine without a build of it, a temporary directory that nothing may be run from.
        LOG.log(
            Level.WARNING,
            "Certificates are verified by BouncyCastle, since blst does not load: {0}",
            doesNotLoad.toString());
        return new BouncyCastleBls();
      }
    }
  }
}
