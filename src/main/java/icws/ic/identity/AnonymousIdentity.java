package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.util.List;

/** Nobody: requests go out unsigned. */
public final class AnonymousIdentity implements Identity {

  @Override
  public Principal principal() {
    return Principal.ANONYMOUS;
  }

  @Override
  public Bytes publicKeyDer() {
    return Bytes.EMPTY;
  }

  @Override
  public Bytes sign(Bytes message) {
    return Bytes.EMPTY;
  }

  @Override
  public List<SignedDelegation> delegations() {
    return List.of();
  }
}
