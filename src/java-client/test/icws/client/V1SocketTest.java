package icws.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.ic4j.candid.parser.IDLArgs;
import org.ic4j.candid.parser.IDLType;
import org.ic4j.candid.parser.IDLValue;
import org.ic4j.candid.types.Label;
import org.ic4j.candid.types.Type;
import org.ic4j.types.Principal;
import org.junit.jupiter.api.Test;

/** A socket of protocol v1, whose service messages are ic4j's. */
class V1SocketTest {
  private static final IDLType NAT64 = IDLType.createType(Type.NAT64);

  private final TestGateway gateway = new TestGateway(Protocol.V1);
  private final TestListener listener = new TestListener();
  private final CompletableFuture<IcWebSocket<byte[]>> opening = gateway.open(listener);

  private static byte[] greeting() {
    byte[] name = Principal.selfAuthenticating(new byte[] {1}).getValue();
    return Cbor.map(1, frame -> frame.writeBinaryField("gateway_principal", name));
  }

  private static byte[] service(String kind, String field, Object value, IDLType type) {
    IDLType record = IDLType.createType(Type.RECORD, labelled(field, type));
    return IDLArgs.create(
            List.of(
                IDLValue.create(
                    labelled(kind, labelled(field, value)),
                    IDLType.createType(Type.VARIANT, labelled(kind, record)))))
        .toBytes();
  }

  private static <T> Map<Label, T> labelled(String name, T value) {
    Map<Label, T> labelled = new TreeMap<>();
    labelled.put(Label.createNamedLabel(name), value);
    return labelled;
  }

  private static byte[] openMessage() {
    return service("OpenMessage", "client_nonce", BigInteger.ONE, NAT64);
  }

  private void say(long sequence, boolean isService, byte[] content) {
    byte[] message =
        Cbor.map(
            5,
            fields -> {
              Cbor.mapField(
                  fields,
                  "client_key",
                  2,
                  key -> {
                    key.writeBinaryField(
                        "client_principal", gateway.identity.principal().getValue());
                    key.writeFieldName("client_nonce");
                    key.writeNumber(
                        new BigInteger(Long.toUnsignedString(gateway.conversation().nonce())));
                  });
              fields.writeNumberField("sequence_num", sequence);
              fields.writeNumberField("timestamp", TestGateway.nowNanos());
              fields.writeBooleanField("is_service_message", isService);
              fields.writeBinaryField("content", content);
            });
    gateway.socket().say(TestGateway.sealed("content", message));
  }

  /** The method and argument of a call that the client has sent. */
  private String method(int frame) {
    JsonNode envelope = Cbor.field(Cbor.read(gateway.socket().heard.get(frame)), "envelope");
    return Cbor.text(Cbor.field(envelope, "content"), "method_name");
  }

  @Test
  void gatewayGreetsThenTheCanisterOpensThenItIsOpen() {
    gateway.socket().say(greeting());
    assertEquals("ws_open", method(0));
    assertFalse(opening.isDone());

    say(1, true, openMessage());
    say(2, false, "one".getBytes(UTF_8));

    assertTrue(opening.isDone());
    assertEquals(List.of("open", "one"), listener.told);
  }

  @Test
  void acknowledgementIsAnsweredAndNotDelivered() {
    gateway.socket().say(greeting());
    say(1, true, openMessage());
    say(2, true, service("AckMessage", "last_incoming_sequence_num", BigInteger.ZERO, NAT64));

    assertEquals("ws_message", method(1));
    assertEquals(List.of("open"), listener.told);
  }

  @Test
  void closeMessageEndsItWithTheCanistersReason() {
    gateway.socket().say(greeting());
    say(1, true, openMessage());
    IDLType empty = IDLType.createType(Type.NULL);
    IDLType reasons = IDLType.createType(Type.VARIANT, labelled("ClosedByApplication", empty));
    Map<Label, Object> none = new TreeMap<>();
    none.put(Label.createNamedLabel("ClosedByApplication"), null);
    say(2, true, service("CloseMessage", "reason", none, reasons));

    assertEquals(List.of("open", "DISMISSED 1006"), listener.told);
  }

  @Test
  void messageBeforeTheOpeningAndServiceMessagesOfNoMeaningAreRefused() {
    gateway.socket().say(greeting());
    say(1, false, "early".getBytes(UTF_8));
    assertTrue(opening.isCompletedExceptionally());

    for (byte[] wrong : List.of(new byte[] {7}, DemoText.candid("no variant"), new byte[0])) {
      CompletableFuture<IcWebSocket<byte[]>> again = gateway.open(listener);
      gateway.socket().say(greeting());
      say(1, true, wrong);
      assertTrue(again.isCompletedExceptionally());
    }
    assertEquals(List.of(), listener.told);
  }

  @Test
  void greetingWithoutANameIsRefused() {
    gateway.socket().say(Cbor.map(0, fields -> {}));
    assertTrue(opening.isCompletedExceptionally());
    assertEquals(IcWebSocketException.REFUSED, gateway.socket().closed.join());
  }
}
