package icws.gateway.wire.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.wire.CanisterCall;
import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.ProtocolException;
import icws.gateway.wire.RefusalException;
import icws.gateway.wire.ReplyException;
import icws.gateway.wire.WireProtocol;
import icws.gateway.wire.WireProtocolContract;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.SdkFrame;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.cbor.CborWriter;
import icws.ic.certificate.WitnessTree;
import icws.ic.identity.Ed25519Identity;
import icws.ic.identity.Envelope;
import icws.ic.identity.EnvelopeVerifier;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class V1ProtocolTest extends WireProtocolContract {

  /** The message that the published SDK makes after {@link SdkFrame#ED25519}. */
  private static final String SDK_MESSAGE =
      "d9d9f7a168656e76656c6f7065a367636f6e74656e74a763617267587e4449444c056d7b6c02"
          + "fa80a2940568bbd1eacd0e786c0588ecfba70178b99adecb0100ebb49ce90301d6a9bbae0a78"
          + "e8f5c3be0a7e6c01c1b4cc02026e7f020304010000000000000003010203011d5c6c7ea96837"
          + "0729f5176d76f4659565f939c69b80b5a6ba03556c1a0210000000000000000000faed517286"
          + "1800006b63616e69737465725f69644a000000000000000101016e696e67726573735f657870"
          + "6972791b18867289cf1760006b6d6574686f645f6e616d656a77735f6d657373616765656e6f"
          + "6e6365506ec5c22456013a79b3a07c7cb492c94e6c726571756573745f747970656463616c6c"
          + "6673656e646572581d5c6c7ea968370729f5176d76f4659565f939c69b80b5a6ba03556c1a02"
          + "6d73656e6465725f7075626b6579582c302a300506032b65700321008a88e3dd7409f195fd52"
          + "db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c6a73656e6465725f73696758404cea25"
          + "f25d095e79407f9f9d8c7cf5e183b89336ada8631b6d14ad0e9f856878caab93f6a2db44002f"
          + "f4771c5babe231fc133b1e6d40a49e560d486b70b93903";

  /** A content that is no CBOR is certified as any other, and for nobody. */
  private static final Bytes OPAQUE = Bytes.utf8("opaque to the gateway");

  private static final ClientKey.Signing CLIENT =
      new ClientKey.Signing(SdkFrame.ED25519.principal(), 16);

  private final V1Protocol protocol = protocolOf(GATEWAY);
  private final Ed25519Identity user = Ed25519Identity.generate(new SecureRandom());

  private static V1Protocol protocolOf(Principal gateway) {
    return new V1Protocol(
        gateway,
        new EnvelopeVerifier(
            SdkFrame.clock(0),
            () -> {
              throw new AssertionError("no canister has signed");
            }));
  }

  @Override
  protected WireProtocol protocol() {
    return protocol;
  }

  @Override
  protected Bytes opening() {
    return SdkFrame.ED25519.frame();
  }

  @Override
  protected Bytes message() {
    return Bytes.ofHex(SDK_MESSAGE);
  }

  @Override
  protected Bytes yes() {
    return Candid.encode(CandidValue.variant("Ok", CandidValue.nullValue()));
  }

  @Override
  protected Bytes no() {
    return err("not you");
  }

  private static Bytes err(String why) {
    return Candid.encode(CandidValue.variant("Err", CandidValue.text(why)));
  }

  @Override
  protected Bytes batch(long... nonces) {
    return batchOf(Map.of("is_end_of_queue", CandidValue.bool(true)), nonces);
  }

  private static Bytes batchOf(Map<String, CandidValue> more, long... nonces) {
    Map<String, CandidValue> fields = new LinkedHashMap<>(more);
    fields.put(
        "messages",
        CandidValue.vec(LongStream.of(nonces).mapToObj(nonce -> queued(nonce, OPAQUE)).toList()));
    return batchOf(fields);
  }

  private static Bytes batchOf(Map<String, CandidValue> fields) {
    fields.put("cert", CandidValue.blob(Bytes.utf8("certificate")));
    fields.put("tree", CandidValue.blob(Bytes.utf8("tree")));
    return Candid.encode(CandidValue.variant("Ok", CandidValue.record(fields)));
  }

  @Override
  protected Bytes batchOf(Bytes content) {
    Map<String, CandidValue> fields = new LinkedHashMap<>();
    fields.put("messages", CandidValue.vec(List.of(queued(0, content))));
    return batchOf(fields);
  }

  private static CandidValue queued(long nonce, Bytes content) {
    return CandidValue.record(
        Map.of(
            "client_key", clientKey(CLIENT),
            "key", CandidValue.text(GATEWAY + "_%020d".formatted(nonce)),
            "content", CandidValue.blob(content)));
  }

  private static CandidValue clientKey(ClientKey.Signing key) {
    return CandidValue.record(
        Map.of(
            "client_principal", CandidValue.principal(key.principal()),
            "client_nonce", CandidValue.nat64(key.nonce())));
  }

  @Test
  void theGatewaySpeaksFirstAndSaysWhoItIs() {
    assertEquals(
        "d9d9f7" + "a1" + "71676174657761795f7072696e636970616c" + "4104",
        protocolOf(Principal.ANONYMOUS).greeting().orElseThrow().hex());
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "P256", "SECP256K1", "DELEGATED", "DELEGATED_TWICE"})
  void relaysTheOpeningOfThePublishedSdkByteForByte(SdkFrame frame) {
    ClientFrame.Opening opening = (ClientFrame.Opening) protocol.read(frame.frame());
    assertEquals(new ClientKey.Signing(frame.principal(), 16), opening.client());
    Envelope envelope = Envelope.decode(frame.envelope());
    assertEquals(
        new CanisterCall.Relayed(
            "ws_open",
            envelope.arg(),
            CANISTER,
            frame.envelope(),
            envelope.requestId(),
            envelope.ingressExpiry()),
        opening.open());
  }

  @Test
  void relaysFieldsItDoesNotKnow() {
    Bytes envelope =
        Bytes.concat(
            Bytes.ofHex("a4"),
            SdkFrame.ED25519.envelope().slice(1, SdkFrame.ED25519.envelope().size()),
            Bytes.ofHex("65657874726183f601f7"));
    ClientFrame.Opening opening = (ClientFrame.Opening) protocol.read(V1Frames.frameOf(envelope));
    assertEquals(envelope, ((CanisterCall.Relayed) opening.open()).envelope());
  }

  @Test
  void aMessageMayGoToTheCanisterItIsSignedForAndNoOther() {
    ClientFrame.Message message = (ClientFrame.Message) protocol.read(message());
    assertTrue(message.isFor(CANISTER));
    assertFalse(message.isFor(Principal.MANAGEMENT));
  }

  @Test
  void readsAClosingAsAMessage() {
    ClientKey.Signing key = new ClientKey.Signing(user.principal(), 3);
    ClientFrame.Message message =
        (ClientFrame.Message)
            protocol.read(
                signed("ws_close", CandidValue.record(Map.of("client_key", clientKey(key)))));
    assertEquals(key, message.client());
    assertEquals("ws_close", message.send().method());
  }

  @Test
  void refusesAnOpeningForAnotherGateway() {
    assertRefused(
        CloseReason.BAD_FRAME,
        "gateway_principal is another gateway's",
        protocolOf(Principal.ANONYMOUS),
        opening());
  }

  @Test
  void refusesAStrangersCallWithAKnownClientKey() {
    CandidValue message = CandidValue.record(Map.of("client_key", clientKey(CLIENT)));
    assertRefused(
        CloseReason.BAD_FRAME,
        "client_key is not the sender's",
        protocol,
        signed("ws_message", CandidValue.record(Map.of("msg", message))));
    assertRefused(
        CloseReason.BAD_FRAME,
        "client_key is not the sender's",
        protocol,
        signed("ws_close", message));
  }

  @Test
  void refusesCallsOfOtherMethods() {
    assertRefused(
        CloseReason.BAD_FRAME,
        "a call of another method than ws_open, ws_message, ws_close",
        protocol,
        signed("withdraw", CandidValue.nullValue()));
  }

  /** They would be refused by the network, each time that they are tried. */
  @Test
  void refusesWhatTheNetworkRefuses() {
    assertRefused("there is no field memo", "memo", Bytes.EMPTY);
    assertRefused("field nonce has more than 32 bytes", "nonce", Bytes.wrap(new byte[33]));
    assertRefused("canister_id is not a canister's", "canister_id", Bytes.EMPTY);
  }

  private void assertRefused(String why, String field, Bytes value) {
    Envelope envelope = Envelope.decode(SdkFrame.ED25519.envelope());
    Map<String, Object> content = new LinkedHashMap<>(envelope.content().values());
    content.put("sender", user.principal().raw());
    content.put(field, value);
    assertRefused(
        CloseReason.BAD_FRAME,
        why,
        protocol,
        V1Frames.frameOf(Envelope.sign(content, user).encode()));
  }

  @Test
  void refusesWhatIsNoCall() {
    assertRefused(
        CloseReason.BAD_FRAME,
        "request_type is not call",
        protocol,
        V1Frames.request("query", user, CANISTER, "ws_open", CandidValue.nullValue()));
  }

  @ParameterizedTest
  @EnumSource(names = {"DELEGATED_FOR_ANOTHER_CANISTER", "DELEGATION_EXPIRED"})
  void refusesASignatureThatDoesNotCount(SdkFrame frame) {
    ProtocolException refusal =
        assertThrows(ProtocolException.class, () -> protocol.read(frame.frame()));
    assertEquals(CloseReason.BAD_SIGNATURE, refusal.reason());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f6", // null
        "a0", // no envelope
        "a168656e76656c6f7065f6", // no map
        "a168656e76656c6f7065a0", // an empty one
        "a168656e76656c6f7065a167636f6e74656e74a0", // without content
        "a168656e76656c6f7065bf", // ends early
        "9f9f9f9f9f9f9f9f9f9f9f9f", // deep
      })
  void refusesOtherShapes(String hex) {
    ProtocolException refusal =
        assertThrows(ProtocolException.class, () -> protocol.read(Bytes.ofHex(hex)));
    assertEquals(CloseReason.BAD_FRAME, refusal.reason());
  }

  @Test
  void saysWhyTheCanisterRefuses() {
    assertEquals("not you", protocol.readRefusal(no()).orElseThrow());
    assertEquals("the canister answered Err", protocol.readRefusal(err("")).orElseThrow());
  }

  @Test
  void thereIsMoreIfTheCanisterSaysSo() {
    Bytes more = batchOf(Map.of("is_end_of_queue", CandidValue.bool(false)), 0);
    assertTrue(protocol.readBatch(more, GATEWAY, 0).more());
    assertFalse(protocol.readBatch(batch(0), GATEWAY, 0).more());
    assertFalse(protocol.readBatch(batchOf(Map.of(), 0), GATEWAY, 0).more());
  }

  @Test
  void messageIsForWhomItsContentNames() {
    assertEquals(CLIENT, protocol.readBatch(batchOf(content(CLIENT)), GATEWAY, 0).first().client());
    assertEquals(
        new ClientKey.Nobody(), protocol.readBatch(batchOf(OPAQUE), GATEWAY, 0).first().client());
    Bytes anothers = batchOf(content(new ClientKey.Signing(CLIENT.principal(), 17)));
    assertThrows(ReplyException.class, () -> protocol.readBatch(anothers, GATEWAY, 0));
  }

  /** As the published CDKs write it, as far as it matters. */
  private static Bytes content(ClientKey.Signing client) {
    return new CborWriter()
        .selfDescribe()
        .map(1)
        .key("client_key")
        .map(2)
        .key("client_principal")
        .bytes(client.principal().raw())
        .key("client_nonce")
        .unsigned64(client.nonce())
        .toBytes();
  }

  @Test
  void aPollMayBeRefused() {
    RefusalException refusal =
        assertThrows(RefusalException.class, () -> protocol.readBatch(err("unknown"), GATEWAY, 0));
    assertEquals("unknown", refusal.getMessage());
  }

  @Test
  void asksFromANonceAndClosesByClientKey() {
    // record { nonce : nat64 } with 256
    assertEquals(
        new CanisterCall.Query(
            "ws_get_messages", Bytes.ofHex("4449444c016c01ef9999fe097801000001000000000000")),
        protocol.poll(256));
    assertEquals(
        new CanisterCall.Update(
            "ws_close", Candid.encode(CandidValue.record(Map.of("client_key", clientKey(CLIENT))))),
        protocol.close(CLIENT));
  }

  @Test
  void refusalsSayWhyWithoutAnInquiry() {
    assertEquals(Optional.empty(), protocol.inquiry(CLIENT));
  }

  @Test
  void writesTheFrameToTheClientUntagged() {
    MessageBatch batch =
        new MessageBatch(
            List.of(), Bytes.ofHex("c0ffee"), new WitnessTree(Bytes.ofHex("830241618100")), false);
    CanisterMessage message =
        new CanisterMessage(CLIENT, "g_1", 1, Optional.empty(), Bytes.ofHex("0102"));
    assertEquals(
        "a4"
            + "636b6579"
            + "63675f31"
            + "67636f6e74656e74"
            + "420102"
            + "6463657274"
            + "43c0ffee"
            + "6474726565"
            // A digest is all that this tree has for the message.
            + "5827"
            + "d9d9f7"
            + "82045820"
            + "df91b676b4247c4fb24098fdb6ae7d75c24188e9810d63dacc4d004d26578d46",
        protocol.frame(batch, message).hex());
  }

  private static void assertRefused(
      CloseReason reason, String why, V1Protocol protocol, Bytes frame) {
    ProtocolException refusal = assertThrows(ProtocolException.class, () -> protocol.read(frame));
    assertEquals(why, refusal.getMessage());
    assertEquals(reason, refusal.reason());
  }

  private Bytes signed(String method, CandidValue argument) {
    return V1Frames.call(user, CANISTER, method, argument);
  }
}
