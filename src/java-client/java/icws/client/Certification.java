package icws.client;

import static icws.client.IcWebSocketException.Failure.STALE_CERTIFICATE;
import static icws.client.IcWebSocketException.Failure.UNCERTIFIED_MESSAGE;
import static icws.client.IcWebSocketException.Failure.UNTRUSTED_CERTIFICATE;
import static icws.client.IcWebSocketException.Failure.WRONG_TREE;

import icws.client.IcWebSocketException.Failure;
import icws.ic.Bytes;
import icws.ic.CertifiedTime;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import icws.ic.cbor.CborException;
import icws.ic.certificate.Certificate;
import icws.ic.certificate.CertificateVerifier;
import icws.ic.certificate.HashTree;
import icws.ic.certificate.Lookup;

/**
 * Is this what the canister certified? Follows the interface specification, "Certification" and
 * "Certified data", and the protocols' rule that the canister certifies the hash tree {@code
 * websocket / <key> / SHA-256(content)}.
 */
final class Certification implements FrameProof {
  private final CertificateVerifier verifier;
  private final Principal canister;

  Certification(CertificateVerifier verifier, Principal canister) {
    this.verifier = verifier;
    this.canister = canister;
  }

  @Override
  public long verify(String key, byte[] content, byte[] certificate, byte[] tree) {
    Certificate verified = certificate(Bytes.wrap(certificate));
    HashTree hashes = tree(Bytes.wrap(tree));
    Lookup certified =
        verified.lookup(Bytes.utf8("canister"), canister.raw(), Bytes.utf8("certified_data"));
    require(
        certified.equals(new Lookup.Found(hashes.digest())),
        WRONG_TREE,
        "the tree is not the one that the canister certified");
    Lookup hash = hashes.lookup(Bytes.utf8("websocket"), Bytes.utf8(key));
    require(
        hash.equals(new Lookup.Found(Sha256.hash(Bytes.wrap(content)))),
        UNCERTIFIED_MESSAGE,
        "the canister did not certify this message");
    return CertifiedTime.nanos(verified.time()).longValue();
  }

  private Certificate certificate(Bytes cbor) {
    try {
      return verifier.verify(cbor, canister);
    } catch (UntrustedException refused) {
      Failure failure = refused.reason() == Reason.TIME ? STALE_CERTIFICATE : UNTRUSTED_CERTIFICATE;
      throw new IcWebSocketException(failure, String.valueOf(refused.getMessage()), refused);
    }
  }

  private static HashTree tree(Bytes cbor) {
    try {
      return HashTree.decode(cbor);
    } catch (CborException malformed) {
      throw new IcWebSocketException(WRONG_TREE, "the tree is none", malformed);
    }
  }

  private static void require(boolean right, Failure failure, String wrong) {
    if (!right) {
      throw new IcWebSocketException(failure, wrong);
    }
  }
}
