package icws.client;

import org.ic4j.types.Principal;

/** Who signs a client's calls. Thread-safe. */
public interface ClientIdentity {

  /** Who signs, as the network calls it. */
  Principal principal();

  /** The public key, DER. */
  byte[] derPublicKey();

  /** Signs a message as it stands, as the network wants it for this kind of key. */
  byte[] sign(byte[] message);
}
