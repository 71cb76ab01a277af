package icws.client;

import java.time.Clock;
import org.ic4j.types.Principal;

/** A client of protocol v1 of a demo canister, as the published SDK is one. */
public final class V1Client extends GatewayClient {
  private final ClientIdentity keys;
  private final V1Conversation conversation;

  /**
   * Makes a client for one connection.
   *
   * @param keys its identity, which may have had other connections
   */
  public V1Client(String canister, ClientIdentity keys, FrameCheck check) {
    this.keys = keys;
    this.conversation = new V1Conversation(canister, keys, proof(check), Clock.systemUTC());
  }

  public ClientIdentity keys() {
    return keys;
  }

  /** The number that it chose for its connection. */
  public long nonce() {
    return conversation.nonce();
  }

  /** The call of {@code ws_open} that names a gateway. */
  public byte[] firstFrame(Principal named) {
    return conversation.opening(named);
  }

  /** The call of {@code ws_close}. */
  public byte[] closeFrame() {
    return conversation.closing();
  }

  @Override
  V1Conversation conversation() {
    return conversation;
  }

  @Override
  byte[] encode(String text) {
    return DemoText.candid(text);
  }

  @Override
  String decode(byte[] content) {
    return DemoText.readCandid(content);
  }
}
