package icws.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.ic4j.candid.types.Label;
import org.ic4j.types.Principal;

/**
 * A client of protocol v1, as the published SDK is one. It answers the canister's acknowledgements
 * by itself.
 */
public final class V1Client extends GatewayClient {
  private static final Label OPEN = Label.createNamedLabel("OpenMessage");
  private static final Label ACK = Label.createNamedLabel("AckMessage");
  private static final Label CLOSE = Label.createNamedLabel("CloseMessage");
  private static final Label REASON = Label.createNamedLabel("reason");
  private static final List<String> REASONS =
      List.of(
          "WrongSequenceNumber",
          "InvalidServiceMessage",
          "KeepAliveTimeout",
          "ClosedByApplication");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String canister;
  private final ClientIdentity keys;
  private final long nonce = RANDOM.nextLong();
  private final CompletableFuture<Principal> gateway = new CompletableFuture<>();
  private final CompletableFuture<String> dismissal = new CompletableFuture<>();
  private volatile boolean keepsAlive = true;

  /**
   * Makes a client for one connection.
   *
   * @param keys its identity, which may have had other connections
   */
  public V1Client(String canister, ClientIdentity keys, FrameCheck check) {
    super(check, 1, "content");
    this.canister = canister;
    this.keys = keys;
  }

  public ClientIdentity keys() {
    return keys;
  }

  /** The number that it chose for its connection. */
  public long nonce() {
    return nonce;
  }

  /** Completes with the gateway's name when the gateway has said it. */
  public CompletableFuture<Principal> gateway() {
    return gateway.copy();
  }

  /** Leaves the canister's acknowledgements without an answer from now on. */
  public void stopKeepingAlive() {
    keepsAlive = false;
  }

  /** Completes with the reason when the canister says that it has closed this client. */
  public CompletableFuture<String> dismissal() {
    return dismissal.copy();
  }

  /** The call of {@code ws_open} that names a gateway. */
  public byte[] firstFrame(Principal named) {
    return call("ws_open", V1Candid.open(named, nonce));
  }

  @Override
  public byte[] nextFrame(String text) {
    return nextFrame(V1Candid.text(text));
  }

  /** As {@link #nextFrame(String)}, for canisters whose messages are no Candid. */
  public byte[] nextFrame(byte[] content) {
    return messageFrame(false, content);
  }

  /** The call of {@code ws_close}. */
  public byte[] closeFrame() {
    return call("ws_close", V1Candid.close(keys.principal(), nonce));
  }

  private byte[] messageFrame(boolean isService, byte[] content) {
    return call(
        "ws_message",
        V1Candid.message(keys.principal(), nonce, nextSequence(), isService, content));
  }

  private byte[] call(String method, byte[] argument) {
    return V1Frames.call(canister, keys, keys, method, argument);
  }

  @Override
  void begin() {
    // The gateway speaks first.
  }

  @Override
  boolean takesForItself(JsonNode frame) {
    if (gateway.isDone()) {
      return false;
    }
    Principal named = Principal.from(Cbor.bytes(frame, "gateway_principal"));
    gateway.complete(named);
    socket().send(firstFrame(named));
    return true;
  }

  @Override
  boolean isMine(JsonNode message) {
    JsonNode key = message.required("client_key");
    return Arrays.equals(Cbor.bytes(key, "client_principal"), keys.principal().getValue())
        && key.required("client_nonce").bigIntegerValue().longValue() == nonce;
  }

  @Override
  void take(JsonNode message) {
    byte[] content = Cbor.bytes(message, "content");
    if (message.required("is_service_message").booleanValue()) {
      takeService(V1Candid.readVariant(content));
    } else {
      require(opened().isDone(), "a text before the OpenMessage");
      heard(V1Candid.readText(content));
    }
  }

  private void takeService(Map.Entry<Label, Object> message) {
    Label kind = message.getKey();
    if (kind.equals(ACK)) {
      if (keepsAlive) {
        keepAlive();
      }
    } else if (kind.equals(CLOSE)) {
      dismissal.complete(reason(message.getValue()));
    } else {
      require(kind.equals(OPEN) && !opened().isDone(), "a service message of kind " + kind);
    }
  }

  private synchronized void keepAlive() {
    // Under the lock, as texts are: the messages leave in the order of their numbers.
    socket().send(messageFrame(true, V1Candid.keepAlive(lastHeard())));
  }

  private static String reason(Object closeMessage) {
    Map<?, ?> reason = (Map<?, ?>) requireNonNull(((Map<?, ?>) closeMessage).get(REASON));
    return REASONS.stream()
        .filter(name -> reason.containsKey(Label.createNamedLabel(name)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("closed for an unknown reason " + reason));
  }
}
