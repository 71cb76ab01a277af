package icws.client;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ic4j.candid.parser.IDLArgs;
import org.ic4j.candid.parser.IDLType;
import org.ic4j.candid.parser.IDLValue;
import org.ic4j.candid.types.Label;
import org.ic4j.candid.types.Type;
import org.ic4j.types.Principal;
import org.junit.jupiter.api.Test;

/** The shapes written out in {@link V1Candid}, against ic4j's. */
class V1CandidTest {
  private static final Principal CLIENT = Principal.fromString("bw4dl-smaaa-aaaaa-qaacq-cai");
  private static final IDLType NAT64 = IDLType.createType(Type.NAT64);
  private static final IDLType PRINCIPAL = IDLType.createType(Type.PRINCIPAL);
  private static final IDLType CLIENT_KEY =
      record(Map.of("client_principal", PRINCIPAL, "client_nonce", NAT64));
  private static final Map<Label, Object> KEY_16 =
      labelled(Map.of("client_principal", CLIENT, "client_nonce", BigInteger.valueOf(16)));

  /** In the order of their labels, in which ic4j does not put them by itself. */
  private static <T> Map<Label, T> labelled(Map<String, ? extends T> fields) {
    Map<Label, T> labelled = new TreeMap<>();
    fields.forEach((name, value) -> labelled.put(Label.createNamedLabel(name), value));
    return labelled;
  }

  private static IDLType record(Map<String, IDLType> fields) {
    return IDLType.createType(Type.RECORD, labelled(fields));
  }

  private static byte[] theirs(Object value, IDLType type) {
    return IDLArgs.create(List.of(IDLValue.create(value, type))).toBytes();
  }

  @Test
  void anOpeningIsEncodedAlike() {
    assertArrayEquals(
        theirs(
            labelled(Map.of("gateway_principal", CLIENT, "client_nonce", BigInteger.valueOf(16))),
            record(Map.of("gateway_principal", PRINCIPAL, "client_nonce", NAT64))),
        V1Candid.open(CLIENT, 16));
  }

  @Test
  void aClosingIsEncodedAlike() {
    assertArrayEquals(
        theirs(labelled(Map.of("client_key", KEY_16)), record(Map.of("client_key", CLIENT_KEY))),
        V1Candid.close(CLIENT, 16));
  }

  @Test
  void aMessageIsReadAsItWasMeant() {
    byte[] ours = V1Candid.message(CLIENT, 16, 7, 8, true, new byte[] {1, 2, 3});
    List<IDLValue> arguments = IDLArgs.fromBytes(ours).getArgs();
    assertEquals(2, arguments.size());
    assertEquals(Type.NULL, arguments.get(1).getType());
    Map<Label, Map<Label, Object>> argument = arguments.get(0).getValue();
    Map<Label, Object> message = requireNonNull(argument.get(Label.createNamedLabel("msg")));
    // It reads nat64 as Long, and writes it from BigInteger.
    Map<Label, Object> expected =
        labelled(
            Map.of(
                "client_key",
                labelled(Map.of("client_principal", CLIENT, "client_nonce", 16L)),
                "sequence_num",
                7L,
                "timestamp",
                8L,
                "is_service_message",
                true));
    expected.forEach((label, value) -> assertEquals(value, message.get(label)));
    assertArrayEquals(
        new Byte[] {1, 2, 3}, (Byte[]) message.get(Label.createNamedLabel("content")));
    assertEquals(5, message.size());
  }

  @Test
  void aTextIsEncodedAlikeAndReadBack() {
    String text = "zwei Wörter ".repeat(30);
    byte[] ours = DemoText.candid(text);
    assertArrayEquals(
        theirs(
            labelled(Map.of("text", text)), record(Map.of("text", IDLType.createType(Type.TEXT)))),
        ours);
    assertEquals(text, DemoText.readCandid(ours));
    assertEquals("", DemoText.readCandid(DemoText.candid("")));
    assertThrows(IllegalStateException.class, () -> DemoText.readCandid(V1Candid.keepAlive(1)));
  }

  @Test
  void aKeepAliveIsEncodedAlike() {
    IDLType last = record(Map.of("last_incoming_sequence_num", NAT64));
    assertArrayEquals(
        theirs(
            labelled(
                Map.of(
                    "KeepAliveMessage",
                    labelled(Map.of("last_incoming_sequence_num", BigInteger.TWO)))),
            IDLType.createType(Type.VARIANT, labelled(Map.of("KeepAliveMessage", last)))),
        V1Candid.keepAlive(2));
  }
}
