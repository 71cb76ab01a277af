package icws.gateway.wire.poc;

import icws.gateway.wire.CanisterCall;
import icws.gateway.wire.Proof;
import icws.gateway.wire.Replies;
import icws.gateway.wire.ReplyException;
import icws.ic.Bytes;
import icws.ic.candid.CandidValue;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The first frame is signed with the key that the client registered at its canister.
 *
 * @param question asks the canister for that key
 * @param content what is signed
 * @param signature 64 bytes, Ed25519 (RFC 8032)
 */
record RegisteredKeyProof(CanisterCall question, Bytes content, Bytes signature)
    implements Proof.ByCanister {

  @Override
  public boolean holds(Bytes reply) {
    byte[] message = content.toByteArray();
    return Ed25519.verify(
        signature.toByteArray(), 0, key(reply).toByteArray(), 0, message, 0, message.length);
  }

  private static Bytes key(Bytes reply) {
    Bytes key = Replies.read("ws_get_client_key", reply, CandidValue::asBlob);
    if (key.size() != Ed25519.PUBLIC_KEY_SIZE) {
      throw new ReplyException("ws_get_client_key answers a key of " + key.size() + " bytes");
    }
    return key;
  }
}
