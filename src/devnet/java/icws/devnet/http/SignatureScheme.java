package icws.devnet.http;

import icws.ic.Bytes;
import icws.ic.Sha256;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * The signatures that users may sign requests with (IC interface specification, "Signatures"):
 * Ed25519, and ECDSA over P-256 and secp256k1 with SHA-256. WebAuthn's are not known here,
 * canisters' are {@link CanisterSignatures}. Thread-safe.
 */
final class SignatureScheme {
  private static final int ECDSA_SIGNATURE_BYTES = 64;

  private SignatureScheme() {}

  /**
   * Checks a signature.
   *
   * @param publicKeyDer a SubjectPublicKeyInfo
   * @param signature Ed25519's, or r and s of ECDSA with 32 bytes each
   * @throws RefusedException where the key is none of the three kinds
   */
  static boolean verifies(Bytes publicKeyDer, Bytes message, Bytes signature) {
    AsymmetricKeyParameter key = parse(publicKeyDer);
    if (key instanceof Ed25519PublicKeyParameters ed25519) {
      return verifiesEd25519(ed25519, message, signature);
    }
    return verifiesEcdsa((ECPublicKeyParameters) key, message, signature);
  }

  private static AsymmetricKeyParameter parse(Bytes publicKeyDer) {
    try {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(publicKeyDer.toByteArray());
      AsymmetricKeyParameter key = PublicKeyFactory.createKey(info);
      boolean known =
          key instanceof Ed25519PublicKeyParameters
              || (key instanceof ECPublicKeyParameters && isKnownCurve(info));
      if (known) {
        return key;
      }
      throw RefusedException.badRequest("Invalid public key: not Ed25519, P-256 or secp256k1");
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw new RefusedException(
          RefusedException.BAD_REQUEST,
          "Invalid public key: not Ed25519, P-256 or secp256k1 in DER",
          e);
    }
  }

  private static boolean isKnownCurve(SubjectPublicKeyInfo info) {
    return info.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve
        && (curve.equals(SECObjectIdentifiers.secp256r1)
            || curve.equals(SECObjectIdentifiers.secp256k1));
  }

  private static boolean verifiesEd25519(
      Ed25519PublicKeyParameters key, Bytes message, Bytes signature) {
    Ed25519Signer verifier = new Ed25519Signer();
    verifier.init(false, key);
    verifier.update(message.toByteArray(), 0, message.size());
    return verifier.verifySignature(signature.toByteArray());
  }

  private static boolean verifiesEcdsa(ECPublicKeyParameters key, Bytes message, Bytes signature) {
    if (signature.size() != ECDSA_SIGNATURE_BYTES) {
      return false;
    }
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(false, key);
    int half = ECDSA_SIGNATURE_BYTES / 2;
    return verifier.verifySignature(
        Sha256.hash(message).toByteArray(),
        new BigInteger(1, signature.slice(0, half).toByteArray()),
        new BigInteger(1, signature.slice(half, ECDSA_SIGNATURE_BYTES).toByteArray()));
  }
}
