package icws.client;

import icws.ic.Bytes;
import icws.ic.CertifiedTime;
import icws.ic.Principal;
import icws.ic.identity.Delegation;
import icws.ic.identity.Identity;
import icws.ic.identity.SignedDelegation;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** A client's identity as the agent wants it. */
record AgentIdentity(ClientIdentity identity) implements Identity {

  @Override
  public Principal principal() {
    return Principal.of(Bytes.wrap(identity.principal().getValue()));
  }

  @Override
  public Bytes publicKeyDer() {
    return Bytes.wrap(identity.derPublicKey());
  }

  @Override
  public Bytes sign(Bytes message) {
    return Bytes.wrap(identity.sign(message.toByteArray()));
  }

  @Override
  public List<SignedDelegation> delegations() {
    return identity.chain().stream().map(AgentIdentity::delegation).toList();
  }

  private static SignedDelegation delegation(ClientKeys.Link link) {
    return new SignedDelegation(
        new Delegation(
            Bytes.wrap(link.publicKey),
            CertifiedTime.instant(BigInteger.valueOf(link.expirationNanos)),
            Optional.empty()),
        Bytes.wrap(link.signature));
  }
}
