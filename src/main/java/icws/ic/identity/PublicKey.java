package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.UntrustedException;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * A key that a user signs with: Ed25519, ECDSA over P-256 or secp256k1 with SHA-256, or that of a
 * Web Authentication credential (interface specification, "Signatures"). Immutable and thread-safe.
 */
sealed interface PublicKey permits PublicKey.Edwards, PublicKey.Ecdsa, WebAuthnKey {

  /** RFC 8410, section 3. */
  ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

  /** SEC 1, section 2.3.3. */
  Bytes UNCOMPRESSED = Bytes.of(4);

  /**
   * Reads a SubjectPublicKeyInfo.
   *
   * @throws UntrustedException if it is not one of a kind listed above
   */
  static PublicKey ofDer(Bytes der) {
    DerKey key = DerKey.read(der);
    if (key.isOf(WebAuthnKey.ALGORITHM)) {
      return WebAuthnKey.ofCose(key.key());
    }
    // Of other kinds nothing more is read: to look at a large RSA key alone can take seconds.
    if (!key.isOf(ED25519) && !isPoint(key)) {
      throw unknown(null);
    }
    try {
      AsymmetricKeyParameter parameters = PublicKeyFactory.createKey(key.info());
      return parameters instanceof Ed25519PublicKeyParameters ed25519
          ? new Edwards(Bytes.wrap(ed25519.getEncoded()))
          : new Ecdsa((ECPublicKeyParameters) parameters);
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw unknown(e);
    }
  }

  /**
   * Whether the signature over the message is this key's.
   *
   * @throws UntrustedException if what should be a signature is not even made like one
   */
  boolean verifies(Bytes message, Bytes signature);

  /**
   * An Ed25519 key.
   *
   * @param raw its 32 bytes
   */
  record Edwards(Bytes raw) implements PublicKey {
    @Override
    public boolean verifies(Bytes message, Bytes signature) {
      return signature.size() == Ed25519.SIGNATURE_SIZE
          && Ed25519.verify(
              signature.toByteArray(),
              0,
              raw.toByteArray(),
              0,
              message.toByteArray(),
              0,
              message.size());
    }
  }

  /** A point on one of the two curves; its signatures are r and s, of 32 bytes each. */
  record Ecdsa(ECPublicKeyParameters point) implements PublicKey {

    private static final int NUMBER_BYTES = 32;

    @Override
    public boolean verifies(Bytes message, Bytes signature) {
      if (signature.size() != 2 * NUMBER_BYTES) {
        return false;
      }
      ECDSASigner verifier = new ECDSASigner();
      verifier.init(false, point);
      return verifier.verifySignature(
          Sha256.hash(message).toByteArray(),
          number(signature.slice(0, NUMBER_BYTES)),
          number(signature.slice(NUMBER_BYTES, 2 * NUMBER_BYTES)));
    }

    private static BigInteger number(Bytes bigEndian) {
      return new BigInteger(1, bigEndian.toByteArray());
    }
  }

  /** A point of one of the two curves with both of its coordinates, as the network wants it. */
  private static boolean isPoint(DerKey key) {
    AlgorithmIdentifier kind = key.info().getAlgorithm();
    return kind.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
        && kind.getParameters() instanceof ASN1ObjectIdentifier curve
        && (curve.equals(SECObjectIdentifiers.secp256r1)
            || curve.equals(SECObjectIdentifiers.secp256k1))
        && key.key().startsWith(UNCOMPRESSED);
  }

  private static UntrustedException unknown(@Nullable Exception cause) {
    String message = "a key that is not Ed25519, P-256, secp256k1, WebAuthn's or a canister's";
    return cause == null
        ? new UntrustedException(UntrustedException.Reason.MALFORMED, message)
        : new UntrustedException(UntrustedException.Reason.MALFORMED, message, cause);
  }
}
