package icws.client;

import java.util.List;
import org.ic4j.types.Principal;

/** Who signs a client's calls. Thread-safe. */
public interface ClientIdentity {

  /** Who signs, as the network calls it. */
  Principal principal();

  /** The public key, DER. */
  byte[] derPublicKey();

  /** The delegations from that key to the one that signs; none where it signs itself. */
  default List<ClientKeys.Link> chain() {
    return List.of();
  }

  /** Signs a message as it stands, as the network wants it for this kind of key. */
  byte[] sign(byte[] message);
}
