package icws.ic.identity;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.SdkFrame;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import icws.ic.cbor.CborMap;
import icws.ic.cbor.CborWriter;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and delegations that are signed with passkeys. */
class WebAuthnTest {
  private static final Instant LATER = SdkFrame.NOW.plusSeconds(60);
  private static final Ed25519Identity SESSION = Ed25519Identity.generate(new SecureRandom());

  /** The generator of P-256, each coordinate with its length in front. */
  private static final String X =
      "206b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";

  private static final String Y =
      "204fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

  private static final Bytes MESSAGE = Bytes.utf8("\nic-request and so on");

  private final EnvelopeVerifier verifier =
      new EnvelopeVerifier(
          SdkFrame.clock(0),
          () -> {
            throw new AssertionError("no canister has signed");
          });

  static List<Passkey> passkeys() {
    return List.of(Passkey.p256(), Passkey.rsa(2_048));
  }

  private static Envelope request(Identity sender) {
    Map<String, Object> content =
        new LinkedHashMap<>(Envelope.decode(SdkFrame.ED25519.envelope()).content().values());
    content.put("sender", sender.principal().raw());
    return Envelope.sign(content, sender);
  }

  private void assertRefused(Reason reason, Envelope request) {
    assertEquals(
        reason, assertThrows(UntrustedException.class, () -> verifier.verify(request)).reason());
  }

  private static Envelope signedWith(Envelope request, Bytes signature) {
    return new Envelope(
        request.content(), request.publicKeyDer(), Optional.of(signature), request.delegations());
  }

  @ParameterizedTest
  @MethodSource("passkeys")
  void takesARequestOfAPasskey(Passkey passkey) {
    Envelope request = request(passkey);
    assertDoesNotThrow(() -> verifier.verify(request));
    Bytes withBytes = passkey.signWithBytes(request.signedBytes());
    assertDoesNotThrow(() -> verifier.verify(signedWith(request, withBytes)));
  }

  @ParameterizedTest
  @MethodSource("passkeys")
  void takesARequestOfASessionThatAPasskeyDelegatedTo(Passkey passkey) {
    Identity session = DelegatedIdentity.delegate(passkey, SESSION, LATER, List.of());
    assertEquals(passkey.principal(), session.principal());
    assertDoesNotThrow(() -> verifier.verify(request(session)));
  }

  @ParameterizedTest
  @MethodSource("passkeys")
  void takesARequestOfAPasskeyThatWasDelegatedTo(Passkey passkey) {
    Identity delegated = DelegatedIdentity.delegate(SESSION, passkey, LATER, List.of());
    assertDoesNotThrow(() -> verifier.verify(request(delegated)));
  }

  @ParameterizedTest
  @MethodSource("passkeys")
  void refusesADelegationThatAPasskeySignedForAnotherKey(Passkey passkey) {
    Delegation genuine = new Delegation(SESSION.publicKeyDer(), LATER, Optional.empty());
    Delegation other = new Delegation(passkey.publicKeyDer(), LATER, Optional.empty());
    SignedDelegation link = new SignedDelegation(genuine, passkey.sign(other.signedBytes()));
    assertRefused(
        Reason.SIGNATURE,
        request(new DelegatedIdentity(passkey.publicKeyDer(), List.of(link), SESSION)));
  }

  @ParameterizedTest
  @MethodSource("passkeys")
  void refusesTheSignatureOfAnotherRequest(Passkey passkey) {
    Envelope request = request(passkey);
    assertRefused(Reason.SIGNATURE, signedWith(request, passkey.sign(MESSAGE)));
  }

  @ParameterizedTest
  @MethodSource("passkeys")
  void refusesTheSignatureOfAnotherPasskey(Passkey passkey) {
    Envelope request = request(passkey);
    for (Passkey other : passkeys()) {
      assertRefused(Reason.SIGNATURE, signedWith(request, other.sign(request.signedBytes())));
    }
  }

  @ParameterizedTest
  @MethodSource("passkeys")
  void refusesStatementsThatWereNotSigned(Passkey passkey) {
    Envelope request = request(passkey);
    CborMap signature = CborMap.read(passkey.sign(request.signedBytes()));
    for (String field : List.of("authenticator_data", "signature")) {
      byte[] bytes = signature.bytes(field).toByteArray();
      bytes[bytes.length - 1] ^= 1;
      assertRefused(
          Reason.SIGNATURE, signedWith(request, with(signature, field, Bytes.wrap(bytes))));
    }
    String clientData = signature.text("client_data_json").replace("app.", "evil.");
    assertRefused(
        Reason.SIGNATURE, signedWith(request, with(signature, "client_data_json", clientData)));
  }

  private static Bytes with(CborMap signature, String field, Object value) {
    Map<String, Object> values = new LinkedHashMap<>(signature.values());
    values.put(field, value);
    return new CborWriter().value(CborMap.of(values)).toBytes();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"webauthn.get\"}",
        "{\"nested\":{\"challenge\":\"CmljLXJlcXVlc3QgYW5kIHNvIG9u\"}}",
        "{\"challenge\":[\"CmljLXJlcXVlc3QgYW5kIHNvIG9u\"]}",
        "{\"challenge\":\"\"}",
        "{\"challenge\":\"CmljLXJlcXVlc3QgYW5kIHNvIG9u\"}{}",
        "[]",
        ""
      })
  void refusesStatementsWithoutAChallenge(String clientData) {
    Passkey passkey = Passkey.p256();
    Bytes signature = passkey.signClientData(clientData);
    assertFalse(PublicKey.ofDer(passkey.publicKeyDer()).verifies(MESSAGE, signature));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"challenge\":\"CmljLXJlcXVlc3QgYW5kIHNvIG9u\",\"challenge\":\"\"}",
        "{\"challenge\":\"not base 64\"}",
        "{\"challenge\":\"",
      })
  void refusesStatementsThatAreMalformed(String clientData) {
    Passkey passkey = Passkey.p256();
    Bytes signature = passkey.signClientData(clientData);
    PublicKey key = PublicKey.ofDer(passkey.publicKeyDer());
    assertEquals(
        Reason.MALFORMED,
        assertThrows(UntrustedException.class, () -> key.verifies(MESSAGE, signature)).reason());
  }

  @Test
  void takesAChallengeInAnyPlaceWithAndWithoutPadding() {
    Passkey passkey = Passkey.p256();
    PublicKey key = PublicKey.ofDer(passkey.publicKeyDer());
    Bytes message = Bytes.ofHex("fbff");
    for (String clientData :
        List.of("{\"challenge\":\"-_8\"}", "{\"a\":{\"b\":[1]},\"challenge\":\"-_8=\",\"c\":2}")) {
      assertTrue(key.verifies(message, passkey.signClientData(clientData)), clientData);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "a0", "a1697369676e617475726501", "d9d9f7a1"})
  void refusesWhatIsNoSignatureAtAll(String hex) {
    Envelope request = request(Passkey.p256());
    UntrustedException refusal =
        assertThrows(
            UntrustedException.class, () -> verifier.verify(signedWith(request, Bytes.ofHex(hex))));
    assertTrue(List.of(Reason.MALFORMED, Reason.SIGNATURE).contains(refusal.reason()));
  }

  @Test
  void refusesAnRsaKeyThatIsTooShort() {
    assertRefused(Reason.MALFORMED, request(Passkey.rsa(1_024)));
  }

  @Test
  void refusesKeysThatItDoesNotKnow() {
    String es256 = "01020326";
    String coordinates = "2158" + X + "2258" + Y;
    assertDoesNotThrow(() -> keyOf("a5" + es256 + "2001" + coordinates));
    assertNoKey("");
    assertNoKey("80");
    assertNoKey("a1616101");
    assertNoKey("a10102");
    assertNoKey("a5" + es256 + "2002" + coordinates);
    assertNoKey("a5" + "01020338222001" + coordinates);
    assertNoKey("a5" + es256 + "2001" + "2158" + X + "2258" + X);
    assertNoKey("a5" + es256 + "2001" + "2158" + X + "224101");
    assertNoKey("a4" + es256 + "2001" + "2158" + X);
    assertNoKey("a4" + "01010327" + "2006" + "2158" + X);
  }

  @Test
  void refusesRsaKeysThatTheNetworkDoesNotTake() {
    String exponent = "2143010001";
    String genuine = Passkey.rsa(2_048).cose();
    assertDoesNotThrow(() -> keyOf(genuine));
    assertNoKey(genuine.replace(exponent, "2143010000"));
    assertNoKey(genuine.replace(exponent, "21450300000001"));
    String head = "a401030339010020";
    assertNoKey(head + "590100" + "00".repeat(256) + exponent);
    assertNoKey(head + "590401" + "ff".repeat(1_025) + exponent);
    assertNoKey(genuine.replace(exponent, "").replaceFirst("a4", "a3"));
  }

  private static PublicKey keyOf(String cose) {
    return PublicKey.ofDer(Passkey.der(cose));
  }

  private static void assertNoKey(String cose) {
    assertEquals(
        Reason.MALFORMED, assertThrows(UntrustedException.class, () -> keyOf(cose)).reason(), cose);
  }
}
