package icws.client;

import com.fasterxml.jackson.databind.JsonNode;

/** A client of the PoC protocol, once it is registered at its canister. */
public final class PocClient extends GatewayClient {
  private final String canister;
  private final ClientKeys keys;
  private final long id;

  /**
   * @param keys whose public key is registered
   * @param id what the canister answered to that
   */
  public PocClient(String canister, ClientKeys keys, long id, FrameCheck check) {
    super(check, 0, "val");
    this.canister = canister;
    this.keys = keys;
    this.id = id;
  }

  public long id() {
    return id;
  }

  public byte[] firstFrame() {
    byte[] opening = PocFrames.opening(canister, id);
    return PocFrames.firstFrame(opening, keys.sign(opening));
  }

  @Override
  public byte[] nextFrame(String text) {
    byte[] message = PocFrames.message(id, nextSequence(), text);
    return PocFrames.laterFrame(message, keys.sign(message));
  }

  @Override
  void begin() {
    socket().send(firstFrame());
  }

  @Override
  boolean isMine(JsonNode message) {
    return message.required("client_id").longValue() == id;
  }

  @Override
  void take(JsonNode message) {
    heard(Cbor.read(Cbor.bytes(message, "message")).required("text").textValue());
  }
}
