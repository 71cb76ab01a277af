package icws.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.Optional;

/** A conversation of the PoC protocol, once its client is registered at the canister. */
final class PocConversation extends Conversation {
  private final String canister;
  private final ClientKeys keys;
  private final long id;
  // The receiving thread's alone.
  private boolean confirmed;
  private boolean dismissed;

  /**
   * @param keys whose public key is registered
   * @param id what the canister answered to that
   */
  PocConversation(String canister, ClientKeys keys, long id, FrameProof proof, Clock clock) {
    super(proof, clock, 0, "val");
    this.canister = canister;
    this.keys = keys;
    this.id = id;
  }

  @Override
  Optional<byte[]> opening() {
    byte[] opening = PocFrames.opening(canister, id);
    return Optional.of(PocFrames.firstFrame(opening, keys.sign(opening)));
  }

  @Override
  byte[] message(long number, byte[] content) {
    return signed(PocFrames.message(id, number, nowNanos(), content));
  }

  @Override
  byte[] sign(long number) {
    return signed(PocFrames.heartbeat(id, number, nowNanos(), lastHeard() + 1));
  }

  private byte[] signed(byte[] message) {
    return PocFrames.laterFrame(message, keys.sign(message));
  }

  @Override
  boolean isMine(JsonNode message) {
    return Cbor.unsigned(message, "client_id") == id;
  }

  @Override
  void take(JsonNode message, ConversationListener listener) {
    require(!dismissed, "a message after the last one: " + message);
    if (!confirmed) {
      confirmed = true;
      listener.confirmed();
    }
    byte[] content = Cbor.bytes(message, "message");
    boolean notice = message.has("heartbeat") || message.has("closed");
    require(!notice || content.length == 0, "a notice with a message: " + message);
    if (message.has("heartbeat")) {
      listener.asked(Cbor.unsigned(message, "heartbeat"));
    } else if (message.has("closed")) {
      dismissed = true;
      listener.dismissed(Cbor.text(message, "closed"));
    } else {
      listener.heard(content);
    }
  }
}
