package icws.gateway.canister;

import icws.gateway.wire.MessageBatch;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.UntrustedException;
import icws.ic.cbor.CborException;
import icws.ic.certificate.CertificateVerifier;
import icws.ic.certificate.Lookup;
import java.util.Optional;

/**
 * Checks a polled batch as its clients will, once for all of them: the certificate is the network's
 * word for the canister's certified data, that is the root hash of the batch's tree, and the tree
 * holds the SHA-256 of every message at the message's key. Beyond that, as no client can: that the
 * batch has what the tree shows, see {@link ShownQueue}.
 *
 * <p>Thread-safe.
 */
public final class BatchVerifier {

  private final CertificateVerifier certificates;

  /** Verifies batches by the network's certificates. */
  public BatchVerifier(CertificateVerifier certificates) {
    this.certificates = certificates;
  }

  /**
   * What is wrong with a batch.
   *
   * @param gateway whose messages were asked for
   * @param asked the nonce of the first one that was asked for
   * @return the first check that failed, in words; empty if the batch is genuine or has no messages
   */
  Optional<String> mistrust(Principal canister, Principal gateway, long asked, MessageBatch batch) {
    if (batch.isEmpty()) {
      return Optional.empty();
    }
    try {
      Lookup certified =
          certificates
              .verify(batch.certificate(), canister)
              .lookup(Bytes.utf8("canister"), canister.raw(), Bytes.utf8("certified_data"));
      return certified.equals(new Lookup.Found(batch.tree().digest()))
          ? new ShownQueue(gateway, asked, batch)
              .mistrust(batch.tree().tree().partsAt(MessageBatch.TREE_LABEL))
          : Optional.of("the tree is not the certified one");
    } catch (UntrustedException | CborException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
