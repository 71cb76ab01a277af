package icws.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ic4j.candid.types.Label;
import org.ic4j.types.Principal;

/** A conversation of protocol v1, as the published SDK leads it. */
final class V1Conversation extends Conversation {
  private static final Label OPEN = Label.createNamedLabel("OpenMessage");
  private static final Label ACK = Label.createNamedLabel("AckMessage");
  private static final Label CLOSE = Label.createNamedLabel("CloseMessage");
  private static final Label LAST = Label.createNamedLabel("last_incoming_sequence_num");
  private static final Label REASON = Label.createNamedLabel("reason");
  private static final List<String> REASONS =
      List.of(
          "WrongSequenceNumber",
          "InvalidServiceMessage",
          "KeepAliveTimeout",
          "ClosedByApplication");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String canister;
  private final ClientIdentity identity;
  private final long nonce = RANDOM.nextLong();
  // The receiving thread's alone.
  private boolean greeted;
  private boolean confirmed;

  V1Conversation(String canister, ClientIdentity identity, FrameProof proof, Clock clock) {
    super(proof, clock, 1, "content");
    this.canister = canister;
    this.identity = identity;
  }

  /** The number that it chose for its connection. */
  long nonce() {
    return nonce;
  }

  /** The gateway speaks first. */
  @Override
  Optional<byte[]> opening() {
    return Optional.empty();
  }

  /** The call of {@code ws_open} that names a gateway. */
  byte[] opening(Principal gateway) {
    return call("ws_open", V1Candid.open(gateway, nonce));
  }

  /** The call of {@code ws_close}. */
  byte[] closing() {
    return call("ws_close", V1Candid.close(identity.principal(), nonce));
  }

  @Override
  byte[] message(long number, byte[] content) {
    return message(number, false, content);
  }

  @Override
  byte[] sign(long number) {
    return message(number, true, V1Candid.keepAlive(lastHeard()));
  }

  private byte[] message(long number, boolean isService, byte[] content) {
    return call(
        "ws_message",
        V1Candid.message(identity.principal(), nonce, number, nowNanos(), isService, content));
  }

  private byte[] call(String method, byte[] argument) {
    return V1Frames.call(canister, identity, identity, method, argument);
  }

  @Override
  boolean takesForItself(JsonNode frame, ConversationListener listener) {
    if (greeted) {
      return false;
    }
    greeted = true;
    Principal gateway = Principal.from(Cbor.bytes(frame, "gateway_principal"));
    listener.greeted(gateway, opening(gateway));
    return true;
  }

  @Override
  boolean isMine(JsonNode message) {
    JsonNode key = Cbor.field(message, "client_key");
    return Arrays.equals(Cbor.bytes(key, "client_principal"), identity.principal().getValue())
        && Cbor.unsigned(key, "client_nonce") == nonce;
  }

  @Override
  void take(JsonNode message, ConversationListener listener) {
    byte[] content = Cbor.bytes(message, "content");
    if (Cbor.flag(message, "is_service_message")) {
      takeService(V1Candid.readVariant(content), listener);
    } else {
      require(confirmed, "a message before the OpenMessage");
      listener.heard(content);
    }
  }

  private void takeService(Map.Entry<Label, Object> message, ConversationListener listener) {
    Label kind = message.getKey();
    if (kind.equals(ACK)) {
      listener.asked((Long) field(message.getValue(), LAST));
    } else if (kind.equals(CLOSE)) {
      listener.dismissed(reason(message.getValue()));
    } else {
      require(kind.equals(OPEN) && !confirmed, "a service message of kind " + kind);
      confirmed = true;
      listener.confirmed();
    }
  }

  private static String reason(Object closeMessage) {
    Map<?, ?> reason = (Map<?, ?>) field(closeMessage, REASON);
    return REASONS.stream()
        .filter(name -> reason.containsKey(Label.createNamedLabel(name)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("closed for an unknown reason " + reason));
  }

  private static Object field(Object candidRecord, Label name) {
    return requireNonNull(((Map<?, ?>) candidRecord).get(name), name::toString);
  }
}
