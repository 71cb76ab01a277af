package icws.client;

import java.time.Clock;

/** A client of the PoC protocol, once it is registered at its demo canister. */
public final class PocClient extends GatewayClient {
  private final long id;
  private final PocConversation conversation;

  /**
   * @param keys whose public key is registered
   * @param id what the canister answered to that
   */
  public PocClient(String canister, ClientKeys keys, long id, FrameCheck check) {
    this.id = id;
    this.conversation = new PocConversation(canister, keys, id, proof(check), Clock.systemUTC());
  }

  public long id() {
    return id;
  }

  public byte[] firstFrame() {
    return conversation.opening().orElseThrow();
  }

  @Override
  Conversation conversation() {
    return conversation;
  }

  @Override
  byte[] encode(String text) {
    return DemoText.cbor(text);
  }

  @Override
  String decode(byte[] content) {
    return DemoText.readCbor(content);
  }
}
