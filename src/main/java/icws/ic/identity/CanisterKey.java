package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborReader;
import icws.ic.certificate.CertificateVerifier;
import icws.ic.certificate.HashTree;
import icws.ic.certificate.Lookup;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/**
 * The key of somebody for whom a canister signs, as Internet Identity does (interface
 * specification, "Canister signatures"). Immutable and thread-safe.
 *
 * @param canister who signs
 * @param seed tells the canister's keys apart
 */
record CanisterKey(Principal canister, Bytes seed) {

  private static final ASN1ObjectIdentifier ALGORITHM =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.56387.1.2");
  private static final Bytes SIGNATURES = Bytes.utf8("sig");

  /**
   * Reads a SubjectPublicKeyInfo.
   *
   * @return empty if it is of another algorithm
   * @throws UntrustedException if it is none, or names a signer that can be no canister
   */
  static Optional<CanisterKey> ofDer(Bytes der) {
    DerKey key = DerKey.read(der);
    return key.isOf(ALGORITHM) ? Optional.of(ofRaw(key.key())) : Optional.empty();
  }

  private static CanisterKey ofRaw(Bytes raw) {
    int idBytes = raw.isEmpty() ? Integer.MAX_VALUE : raw.at(0) & 0xff;
    if (idBytes > Principal.MAX_BYTES || idBytes >= raw.size()) {
      throw new UntrustedException(Reason.MALFORMED, "a canister's key without the canister's id");
    }
    Principal canister = Principal.of(raw.slice(1, 1 + idBytes));
    if (!canister.canBeCanister()) {
      throw new UntrustedException(Reason.MALFORMED, "a canister's key of " + canister);
    }
    return new CanisterKey(canister, raw.slice(1 + idBytes, raw.size()).compact());
  }

  /**
   * Checks a signature: the network certifies a tree of the canister's in which the message's hash
   * stands below the seed's.
   *
   * @param certificates tells whether a certificate is the network's; its age does not count here
   * @throws UntrustedException if it does not prove that the canister signed the message
   */
  void verify(Bytes message, Bytes signature, CertificateVerifier certificates) {
    try {
      if (!CborReader.read(signature, Parts::new).sign(this, message, certificates)) {
        throw new UntrustedException(Reason.SIGNATURE, "the canister has not signed this");
      }
    } catch (CborException e) {
      throw new UntrustedException(
          Reason.MALFORMED, "malformed canister signature: " + e.getMessage(), e);
    }
  }

  /** What a signature is made of. */
  private static final class Parts {
    private Bytes certificate = Bytes.EMPTY;
    private HashTree tree = new HashTree.Empty();

    Parts(CborReader in) {
      in.map(key -> field(key, in));
      if (certificate.isEmpty()) {
        throw new CborException("field certificate is missing");
      }
    }

    private void field(String key, CborReader in) {
      switch (key) {
        case "certificate" -> certificate = in.bytes();
        case "tree" -> tree = HashTree.read(in);
        default -> in.skip();
      }
    }

    boolean sign(CanisterKey key, Bytes message, CertificateVerifier certificates) {
      // The certificate costs most, so it comes last.
      return tree.lookup(SIGNATURES, Sha256.hash(key.seed()), Sha256.hash(message))
              .equals(new Lookup.Found(Bytes.EMPTY))
          && certificates
              .verify(certificate, key.canister())
              .lookup(Bytes.utf8("canister"), key.canister().raw(), Bytes.utf8("certified_data"))
              .equals(new Lookup.Found(tree.digest()));
    }
  }
}
