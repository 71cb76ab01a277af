package icws.client;

import org.ic4j.agent.AgentError;
import org.ic4j.agent.identity.BasicIdentity;
import org.ic4j.agent.identity.Identity;
import org.ic4j.agent.identity.Secp256k1Identity;
import org.ic4j.types.Principal;

/**
 * An identity of ic4j's, for programs that have one. Those of P-256 are not taken: they sign as the
 * network does not want it, with SHA-512 and in DER.
 *
 * @param identity of Ed25519 or secp256k1, that signs in its own name
 */
public record Ic4jIdentity(Identity identity) implements ClientIdentity {

  public Ic4jIdentity {
    if (!(identity instanceof BasicIdentity || identity instanceof Secp256k1Identity)) {
      throw new IllegalArgumentException(
          "neither Ed25519 nor secp256k1: " + identity.getClass().getSimpleName());
    }
  }

  @Override
  public Principal principal() {
    return identity.sender();
  }

  @Override
  public byte[] derPublicKey() {
    return identity.getPublicKey();
  }

  @Override
  public byte[] sign(byte[] message) {
    try {
      return identity.signArbitrary(message).signature.orElseThrow();
    } catch (AgentError failure) {
      throw new IllegalStateException(failure);
    }
  }
}
