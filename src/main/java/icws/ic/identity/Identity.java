package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.util.List;

/** Who signs requests. Implementations are immutable and thread-safe. */
public interface Identity {

  /** The sender of this identity's requests. */
  Principal principal();

  /**
   * The DER-encoded public key that {@link #principal} follows from; with delegations, the key of
   * the first delegator. Empty for the anonymous identity.
   */
  Bytes publicKeyDer();

  /** Signs a message as it stands; domain separators are the caller's. Empty when anonymous. */
  Bytes sign(Bytes message);

  /** From the key of {@link #publicKeyDer} to the one that signs; empty when they are the same. */
  List<SignedDelegation> delegations();
}
