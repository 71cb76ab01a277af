package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An identity that signs with its own key in the name of whoever delegated to it. */
public final class DelegatedIdentity implements Identity {

  private static final int MAX_LENGTH = 20;

  private final Bytes delegatorKeyDer;
  private final List<SignedDelegation> chain;
  private final Identity signer;

  /**
   * Makes the identity at the end of a chain. Signatures in the chain and expiry are for the
   * network to judge; that the links fit together is checked here.
   *
   * @param delegatorKeyDer the key at the chain's beginning, whose principal is the sender
   * @param chain 1 to 20 delegations, the last one to the signer's key
   * @param signer who signs
   * @throws IllegalArgumentException if the chain does not lead to the signer
   */
  public DelegatedIdentity(Bytes delegatorKeyDer, List<SignedDelegation> chain, Identity signer) {
    if (chain.isEmpty() || chain.size() > MAX_LENGTH) {
      throw new IllegalArgumentException("a chain of " + chain.size() + " delegations");
    }
    Bytes last = chain.get(chain.size() - 1).delegation().publicKeyDer();
    if (!last.equals(signer.publicKeyDer())) {
      throw new IllegalArgumentException("the chain's last delegation is not to the signer's key");
    }
    this.delegatorKeyDer = delegatorKeyDer;
    this.chain = List.copyOf(chain);
    this.signer = signer;
  }

  /**
   * A chain that ends in a link signed here: the delegator lets the signer speak in its name.
   *
   * @param targets the canisters that the link is for; empty for all
   */
  public static DelegatedIdentity delegate(
      Identity delegator, Identity signer, Instant expiry, List<Principal> targets) {
    Delegation delegation =
        new Delegation(
            signer.publicKeyDer(),
            expiry,
            targets.isEmpty() ? Optional.empty() : Optional.of(targets));
    SignedDelegation link =
        new SignedDelegation(delegation, delegator.sign(delegation.signedBytes()));
    List<SignedDelegation> chain = new ArrayList<>(delegator.delegations());
    chain.add(link);
    return new DelegatedIdentity(delegator.publicKeyDer(), chain, signer);
  }

  @Override
  public Principal principal() {
    return Principal.selfAuthenticating(delegatorKeyDer);
  }

  @Override
  public Bytes publicKeyDer() {
    return delegatorKeyDer;
  }

  @Override
  public Bytes sign(Bytes message) {
    return signer.sign(message);
  }

  @Override
  public List<SignedDelegation> delegations() {
    return chain;
  }
}
