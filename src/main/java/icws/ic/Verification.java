package icws.ic;

import icws.ic.UntrustedException.Reason;
import java.util.List;

/**
 * The signatures of one request that are still to be verified. Immutable and thread-safe.
 *
 * <p>What is likely to cost least is verified first: the request's own signature, then those of the
 * delegations, the sender's own last.
 */
public final class Verification {

  private final SignatureVerifier verifier;
  private final Bytes senderKey;
  private final List<SignedDelegation> unproved;
  private final Bytes signer;
  private final Bytes message;
  private final Bytes signature;
  private final Authority authority;

  /**
   * @param unproved the delegations whose signatures are to be verified: the sender's chain, or
   *     none of it
   * @param signer the key at the end of the chain
   * @param authority what follows
   */
  Verification(
      SignatureVerifier verifier,
      Bytes senderKey,
      List<SignedDelegation> unproved,
      Bytes signer,
      Bytes message,
      Bytes signature,
      Authority authority) {
    this.verifier = verifier;
    this.senderKey = senderKey;
    this.unproved = unproved;
    this.signer = signer;
    this.message = message;
    this.signature = signature;
    this.authority = authority;
  }

  /** Whether it is one signature, and takes a fraction of a millisecond. */
  public boolean isQuick() {
    return unproved.isEmpty() && SignatureVerifier.isQuick(signer);
  }

  /**
   * Verifies the signatures.
   *
   * @return what a later request of this sender need not prove again
   * @throws UntrustedException if one does not hold
   */
  public Authority run() {
    require(signer, message, signature, "the request");
    for (int i = unproved.size() - 1; i >= 0; i--) {
      Bytes delegator = i == 0 ? senderKey : unproved.get(i - 1).delegation().publicKeyDer();
      SignedDelegation link = unproved.get(i);
      require(delegator, link.delegation().signedBytes(), link.signature(), "the delegation");
    }
    return authority;
  }

  private void require(Bytes key, Bytes signed, Bytes by, String what) {
    if (!verifier.verifies(key, signed, by)) {
      throw new UntrustedException(Reason.SIGNATURE, "the signature does not fit " + what);
    }
  }
}
