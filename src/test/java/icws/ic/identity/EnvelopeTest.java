package icws.ic.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborMap;
import icws.ic.cbor.CborWriter;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

  private static final Principal CANISTER = Principal.of(Bytes.ofHex("00000000000000010101"));
  private static final Ed25519Identity SENDER =
      Ed25519Identity.ofSeed(Bytes.ofHex("07".repeat(32)));
  private static final Instant EXPIRY = Instant.parse("2026-01-01T00:04:00Z");

  @Test
  void signedEnvelopeSurvivesTheWire() throws Exception {
    Envelope sent = Envelope.sign(content(SENDER), SENDER);

    Envelope read = Envelope.decode(sent.encode());

    assertEquals("call", read.requestType());
    assertEquals(SENDER.principal(), read.sender());
    assertEquals(CANISTER, read.canister());
    assertEquals("ws_open", read.method());
    assertEquals(Bytes.ofHex("4449444c0000"), read.arg());
    assertEquals(EXPIRY, read.ingressExpiry());
    assertEquals(sent.requestId(), read.requestId());
    assertEquals(Optional.of(SENDER.publicKeyDer()), read.publicKeyDer());
    assertTrue(IdentityTest.verifies(SENDER, read.signedBytes(), read.signature().orElseThrow()));
  }

  @Test
  void signatureCoversTheDomainSeparatorAndTheRequestId() {
    Envelope envelope = Envelope.sign(content(SENDER), SENDER);

    assertEquals(
        "0a69632d72657175657374" + envelope.requestId().hex(), envelope.signedBytes().hex());
  }

  @Test
  void anonymousEnvelopeCarriesNoKeyAndNoSignature() {
    Identity nobody = new AnonymousIdentity();

    Envelope read = Envelope.decode(Envelope.sign(content(nobody), nobody).encode());

    assertEquals(Principal.ANONYMOUS, read.sender());
    assertEquals(Optional.empty(), read.publicKeyDer());
    assertEquals(Optional.empty(), read.signature());
  }

  @Test
  void delegationsSurviveTheWire() {
    Ed25519Identity session = Ed25519Identity.ofSeed(Bytes.ofHex("02".repeat(32)));
    DelegatedIdentity delegated =
        DelegatedIdentity.delegate(SENDER, session, EXPIRY, List.of(CANISTER));
    DelegatedIdentity unlimited = DelegatedIdentity.delegate(SENDER, session, EXPIRY, List.of());

    Envelope read = Envelope.decode(Envelope.sign(content(delegated), delegated).encode());
    Envelope other = Envelope.decode(Envelope.sign(content(unlimited), unlimited).encode());

    assertEquals(delegated.delegations(), read.delegations());
    assertEquals(unlimited.delegations(), other.delegations());
    assertEquals(SENDER.principal(), read.sender());
  }

  @Test
  void strangersEnvelopeWithoutTheTagAndWithMoreFieldsIsRead() {
    Bytes envelope =
        new CborWriter()
            .map(2)
            .key("extra")
            .array(1)
            .text("x")
            .key("content")
            .value(CborMap.of(content(new AnonymousIdentity())))
            .toBytes();

    assertEquals("ws_open", Envelope.decode(envelope).method());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "80",
        "a0",
        "a167636f6e74656e7400",
        "a267636f6e74656e74a06a73656e6465725f73696761",
        "a267636f6e74656e74a07173656e6465725f64656c65676174696f6e8100",
        "a267636f6e74656e74a07173656e6465725f64656c65676174696f6e81a0"
      })
  void whatIsNoEnvelopeIsRefused(String hex) {
    assertThrows(CborException.class, () -> Envelope.decode(Bytes.ofHex(hex)));
  }

  @Test
  void missingFieldIsNamed() {
    Envelope envelope = Envelope.decode(Bytes.ofHex("a167636f6e74656e74a0"));

    CborException refusal = assertThrows(CborException.class, envelope::canister);
    assertEquals("field canister_id is missing", refusal.getMessage());
  }

  @Test
  void endlessChainOfDelegationsIsRefused() {
    CborWriter out = new CborWriter().map(2).key("content").map(0);
    out.key("sender_delegation").array(21);
    for (int i = 0; i < 21; i++) {
      out.map(0);
    }

    assertThrows(CborException.class, () -> Envelope.decode(out.toBytes()));
  }

  // Calls, as strictly as the network takes them

  @Test
  void callWithAllFieldsThatTheNetworkKnowsIsRead() {
    Map<String, Object> content = content(SENDER);
    content.put("nonce", Bytes.wrap(new byte[32]));
    content.put(
        "sender_info",
        CborMap.of(
            Map.of("info", Bytes.EMPTY, "signer", CANISTER.raw(), "sig", Bytes.ofHex("00"))));
    Envelope sent = Envelope.sign(content, SENDER);

    Envelope read = Envelope.decodeCall(sent.encode());

    assertEquals(sent.requestId(), read.requestId());
    assertEquals(CANISTER, SenderInfo.of(read.content()).orElseThrow().signer());
  }

  static Stream<Arguments> whatTheNetworkRefuses() {
    return Stream.of(
        arguments("a field that calls do not have", "memo", Bytes.ofHex("00")),
        arguments("one whose name is in capitals", "Nonce", Bytes.ofHex("00")),
        arguments("a query's type", "request_type", "query"),
        arguments("a nonce of 33 bytes", "nonce", Bytes.wrap(new byte[33])),
        arguments("a nonce that is a text", "nonce", "00"),
        arguments("the management canister", "canister_id", Bytes.EMPTY),
        arguments("the anonymous user", "canister_id", Principal.ANONYMOUS.raw()),
        arguments("a user", "canister_id", SENDER.principal().raw()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whatTheNetworkRefuses")
  void callThatTheNetworkRefusesIsRefused(String what, String field, Object value) {
    Map<String, Object> content = content(SENDER);
    content.put(field, value);
    Bytes envelope = Envelope.sign(content, SENDER).encode();

    assertThrows(CborException.class, () -> Envelope.decodeCall(envelope), what);
    assertEquals(EXPIRY, Envelope.decode(envelope).ingressExpiry());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a0", // nothing
        "a3" + "64696e666f40" + "667369676e657240" + "63736967f6",
        "a3" + "64696e666f40" + "667369676e657240" + "637369676100",
        "a4" + "64696e666f40" + "667369676e657240" + "6373696740" + "646d6f726540"
      })
  void informationThatTheNetworkRefusesIsRefused(String hex) {
    Bytes content = Bytes.concat(Bytes.ofHex("a16b73656e6465725f696e666f"), Bytes.ofHex(hex));

    assertThrows(CborException.class, () -> SenderInfo.of(CborMap.read(content)));
  }

  @Test
  void asManyDelegationsWithAsManyTargetsAsTheNetworkTakesAreRead() {
    List<Principal> targets = Collections.nCopies(1_000, CANISTER);
    Identity signer = SENDER;
    for (int i = 0; i < 20; i++) {
      Ed25519Identity next = Ed25519Identity.ofSeed(Bytes.ofHex("0" + i % 10 + "0a".repeat(31)));
      signer = DelegatedIdentity.delegate(signer, next, EXPIRY, targets);
    }

    Envelope read = Envelope.decodeCall(Envelope.sign(content(signer), signer).encode());

    assertEquals(signer.delegations(), read.delegations());
  }

  @Test
  void permissionsOfADelegationSurviveTheWireAndAreSigned() {
    Delegation plain = new Delegation(SENDER.publicKeyDer(), EXPIRY, Optional.empty());
    Delegation limited =
        new Delegation(
            SENDER.publicKeyDer(), EXPIRY, Optional.of(List.of(CANISTER)), Optional.of("queries"));
    SignedDelegation link = new SignedDelegation(limited, Bytes.wrap(new byte[64]));
    Identity sender = new DelegatedIdentity(SENDER.publicKeyDer(), List.of(link), SENDER);

    Envelope read = Envelope.decode(Envelope.sign(content(sender), sender).encode());

    assertEquals(List.of(link), read.delegations());
    assertNotEquals(plain.signedBytes(), limited.signedBytes());
    assertTrue(plain.permitsCalls());
    assertFalse(limited.permitsCalls());
  }

  private static Map<String, Object> content(Identity sender) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("request_type", "call");
    content.put("sender", sender.principal().raw());
    content.put("ingress_expiry", BigInteger.valueOf(EXPIRY.getEpochSecond() * 1_000_000_000L));
    content.put("canister_id", CANISTER.raw());
    content.put("method_name", "ws_open");
    content.put("arg", Bytes.ofHex("4449444c0000"));
    return content;
  }
}
