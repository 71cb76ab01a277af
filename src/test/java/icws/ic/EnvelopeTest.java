package icws.ic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
