package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * A public key's SubjectPublicKeyInfo, read strictly: a key has one encoding in DER and many in
 * BER, each of which would be another principal, and the network takes none but DER's.
 *
 * @param info of an algorithm and a key of whole bytes
 */
record DerKey(SubjectPublicKeyInfo info) {

  /** The longest key is one of RSA, of 8,192 bits. */
  private static final int MAX_BYTES = 2_048;

  /**
   * Reads a SubjectPublicKeyInfo.
   *
   * @throws UntrustedException if the bytes are anything else, BER for instance, or too many
   */
  static DerKey read(Bytes der) {
    if (der.size() > MAX_BYTES) {
      throw malformed(null);
    }
    try {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(der.toByteArray());
      if (info == null || !Bytes.wrap(info.getEncoded(ASN1Encoding.DER)).equals(der)) {
        throw malformed(null);
      }
      return new DerKey(info);
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw malformed(e);
    }
  }

  /** Whether the key is of an algorithm that has no parameters. */
  boolean isOf(ASN1ObjectIdentifier algorithm) {
    return info.getAlgorithm().getAlgorithm().equals(algorithm)
        && info.getAlgorithm().getParameters() == null;
  }

  /**
   * The key itself.
   *
   * @throws UntrustedException if it does not end with a whole byte
   */
  Bytes key() {
    try {
      return Bytes.wrap(info.getPublicKeyData().getOctets());
    } catch (IllegalStateException e) {
      throw malformed(e);
    }
  }

  private static UntrustedException malformed(@Nullable Exception cause) {
    String message = "a key that is not in DER";
    return cause == null
        ? new UntrustedException(Reason.MALFORMED, message)
        : new UntrustedException(Reason.MALFORMED, message, cause);
  }
}
