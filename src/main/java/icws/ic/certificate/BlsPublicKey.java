package icws.ic.certificate;

import icws.ic.Bytes;

/**
 * A BLS12-381 public key in G2 with signatures in G1, which certificates are signed with (interface
 * specification, "Certificate"). Thread-safe.
 */
final class BlsPublicKey {

  /** Everything in front of the 96 bytes of the compressed point. */
  private static final Bytes DER_PREFIX =
      Bytes.ofHex("308182301d060d2b0601040182dc7c0503010201060c2b0601040182dc7c05030201036100");

  private static final int POINT_BYTES = 96;
  private static final int SIGNATURE_BYTES = 48;

  /** The bit of a point's first byte that says that it is compressed. */
  private static final int COMPRESSED = 0x80;

  private final Bytes encoded;
  private final BlsLibrary.Key key;

  private BlsPublicKey(Bytes encoded, BlsLibrary.Key key) {
    this.encoded = encoded;
    this.key = key;
  }

  /**
   * Reads a DER-encoded key and checks that it is a point of the right group.
   *
   * @throws IllegalArgumentException if it is not
   */
  static BlsPublicKey ofDer(Bytes der) {
    return ofDer(der, BlsLibrary.fastest());
  }

  /** As {@link #ofDer(Bytes)}, by one library. */
  static BlsPublicKey ofDer(Bytes der, BlsLibrary library) {
    if (der.size() != DER_PREFIX.size() + POINT_BYTES || !der.startsWith(DER_PREFIX)) {
      throw new IllegalArgumentException("not a DER-encoded BLS12-381 public key");
    }
    Bytes encoded = der.slice(DER_PREFIX.size(), der.size()).compact();
    if (!isCompressed(encoded)) {
      throw new IllegalArgumentException("the BLS12-381 public key is not compressed");
    }
    try {
      return new BlsPublicKey(encoded, library.key(encoded));
    } catch (RuntimeException noKey) {
      throw new IllegalArgumentException("the BLS12-381 public key is not in the group", noKey);
    }
  }

  private static boolean isCompressed(Bytes point) {
    return (point.at(0) & COMPRESSED) != 0;
  }

  /** The compressed point. */
  Bytes encoded() {
    return encoded;
  }

  /** Whether the signature over the message is this key's. Takes up to milliseconds. */
  boolean verifies(Bytes message, Bytes signature) {
    return signature.size() == SIGNATURE_BYTES
        && isCompressed(signature)
        && key.verifies(message, signature);
  }
}
