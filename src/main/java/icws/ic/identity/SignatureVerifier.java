package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.UntrustedException;
import icws.ic.certificate.CertificateVerifier;
import java.util.Optional;
import java.util.function.Supplier;

/** Verifies signatures of users (interface specification, "Signatures"). Thread-safe. */
@FunctionalInterface
public interface SignatureVerifier {

  /**
   * Whether a signature is the key's over the message.
   *
   * @param keyDer a SubjectPublicKeyInfo
   * @throws UntrustedException if the key is of no kind that the network knows, or the signature is
   *     not even made like one
   */
  boolean verifies(Bytes keyDer, Bytes message, Bytes signature);

  /**
   * Verifies signatures of all kinds that the network knows.
   *
   * @param certificates asked at a canister signature; its verifier must not mind the age of
   *     certificates, for these are as old as the signature
   */
  static SignatureVerifier with(Supplier<CertificateVerifier> certificates) {
    return (keyDer, message, signature) -> {
      Optional<CanisterKey> canister = CanisterKey.ofDer(keyDer);
      if (canister.isPresent()) {
        canister.get().verify(message, signature, certificates.get());
        return true;
      }
      return PublicKey.ofDer(keyDer).verifies(message, signature);
    };
  }

  /**
   * Whether it takes a fraction of a millisecond to verify a key's signature: Ed25519, and ECDSA
   * over P-256 and secp256k1. Others take up to some milliseconds, or what their sender likes.
   *
   * @param keyDer a SubjectPublicKeyInfo
   */
  static boolean isQuick(Bytes keyDer) {
    return QuickKey.isOne(keyDer);
  }
}
