package icws.devnet.http;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.devnet.InternetIdentity;
import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IngressVerifierTest {
  private static final long NOW = 1_767_225_600_000_000_000L;
  private static final long SOON = NOW + Duration.ofMinutes(4).toNanos();
  private static final Principal CANISTER = Principal.parse("rwlgt-iiaaa-aaaaa-aaaaa-cai");
  private static final Principal OTHER = Principal.parse("rrkah-fqaaa-aaaaa-aaaaq-cai");

  private static final SubnetKeys KEYS = new SubnetKeys("test");

  private final IngressVerifier verifier = new IngressVerifier(() -> NOW, KEYS);

  private static TestRequest call() {
    return TestRequest.call(CANISTER, "go", Bytes.EMPTY, SOON);
  }

  private void verify(TestRequest request) {
    verifier.verify(Envelope.read(request.body(), "call"), CANISTER);
  }

  private String refusal(TestRequest request) {
    RefusedException refused = assertThrows(RefusedException.class, () -> verify(request));
    assertEquals(400, refused.status());
    return String.valueOf(refused.getMessage());
  }

  static List<Supplier<TestKey>> keys() {
    return List.of(TestKey::ed25519, TestKey::p256, TestKey::secp256k1);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void signatureOfTheSenderIsAccepted(Supplier<TestKey> newKey) {
    assertDoesNotThrow(() -> verify(call().from(newKey.get())));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void signatureOfAnotherKeyIsRefused(Supplier<TestKey> newKey) {
    TestRequest request = call().from(newKey.get()).signedBy(newKey.get());

    assertTrue(refusal(request).startsWith("Invalid signature"));
  }

  @Test
  void signatureThatIsTooShortIsRefused() {
    TestKey key = TestKey.p256();
    Envelope good = Envelope.read(call().from(key).body(), "call");
    Envelope cut =
        new Envelope(
            good.content(),
            good.requestId(),
            good.sender(),
            good.expiryNanos(),
            good.publicKeyDer(),
            good.signature().map(signature -> signature.slice(0, 63)),
            good.delegations());

    assertThrows(RefusedException.class, () -> verifier.verify(cut, CANISTER));
  }

  @Test
  void changedContentIsRefused() {
    TestKey key = TestKey.ed25519();
    Envelope signed = Envelope.read(call().from(key).body(), "call");
    Envelope other = Envelope.read(call().with("method_name", "stop").from(key).body(), "call");
    Envelope forged =
        new Envelope(
            other.content(),
            other.requestId(),
            other.sender(),
            other.expiryNanos(),
            other.publicKeyDer(),
            signed.signature(),
            List.of());

    assertThrows(RefusedException.class, () -> verifier.verify(forged, CANISTER));
  }

  @Test
  void keyThatIsNotTheSendersIsRefused() {
    TestRequest request =
        call().from(TestKey.ed25519()).with("sender", TestKey.ed25519().principal().raw());

    assertTrue(refusal(request).startsWith("Invalid sender"));
  }

  @Test
  void curveThatTheNetworkDoesNotKnowIsRefused() {
    assertTrue(refusal(call().from(TestKey.p384())).startsWith("Invalid public key"));
  }

  @Test
  void anonymousRequestNeedsNoSignatureAndMustHaveNone() {
    assertDoesNotThrow(() -> verify(call()));
    TestRequest signed = call().from(TestKey.ed25519()).with("sender", Principal.ANONYMOUS.raw());
    assertTrue(refusal(signed).startsWith("Anonymous sender"));
  }

  @Test
  void unsignedRequestOfASenderIsRefused() {
    TestRequest request = call().with("sender", TestKey.ed25519().principal().raw());

    assertTrue(refusal(request).startsWith("Missing sender_pubkey"));
  }

  @Test
  void expiryMustBeInTheFutureAndNotFarAhead() {
    long latest = NOW + Duration.ofMinutes(6).toNanos();
    for (long expiry : new long[] {0, NOW - 1, NOW, latest + 1, -1}) {
      String refusal = refusal(call().with("ingress_expiry", expiry));
      assertTrue(refusal.contains("ingress_expiry not within expected range"), refusal);
    }
    assertDoesNotThrow(() -> verify(call().with("ingress_expiry", NOW + 1)));
    assertDoesNotThrow(() -> verify(call().with("ingress_expiry", latest)));
  }

  @Test
  void anonymousQueryMayHaveAnyExpiry() {
    Bytes body = TestRequest.query(CANISTER, "get", Bytes.EMPTY, 1).body();

    assertDoesNotThrow(() -> verifier.verify(Envelope.read(body, "query"), CANISTER));
  }

  @Test
  void chainOfDelegationsOfMixedKeysIsAccepted() {
    TestRequest request =
        call()
            .from(TestKey.ed25519())
            .delegatedTo(TestKey.p256(), SOON)
            .delegatedTo(TestKey.secp256k1(), SOON, CANISTER, OTHER);

    assertDoesNotThrow(() -> verify(request));
  }

  private Envelope signedFor(InternetIdentity.User user, Bytes signature) {
    Principal sender = Principal.selfAuthenticating(user.publicKeyDer());
    Envelope unsigned = Envelope.read(call().with("sender", sender.raw()).body(), "call");
    return new Envelope(
        unsigned.content(),
        unsigned.requestId(),
        unsigned.sender(),
        unsigned.expiryNanos(),
        Optional.of(user.publicKeyDer()),
        Optional.of(signature),
        List.of());
  }

  private static Bytes signedBy(InternetIdentity.User user, Envelope request) {
    return user.sign(Bytes.concat(Sha256.domain("ic-request"), request.requestId()));
  }

  @Test
  void signatureOfACanisterIsAccepted() {
    InternetIdentity.User user = new InternetIdentity(KEYS).register();
    Bytes signature = signedBy(user, signedFor(user, Bytes.EMPTY));

    assertDoesNotThrow(() -> verifier.verify(signedFor(user, signature), CANISTER));
  }

  @Test
  void signatureOfACanisterForAnotherUserOrOnAnotherNetworkIsRefused() {
    InternetIdentity users = new InternetIdentity(KEYS);
    InternetIdentity.User user = users.register();
    InternetIdentity.User other = users.register();
    Envelope request = signedFor(user, Bytes.EMPTY);
    InternetIdentity.User elsewhere = new InternetIdentity(new SubnetKeys("other")).register();
    for (Bytes wrong :
        List.of(user.sign(Bytes.utf8("another")), signedBy(elsewhere, request), Bytes.EMPTY)) {
      assertThrows(RefusedException.class, () -> verifier.verify(signedFor(user, wrong), CANISTER));
    }
    assertThrows(
        RefusedException.class,
        () -> verifier.verify(signedFor(other, signedBy(user, request)), CANISTER));
  }

  @Test
  void expiredDelegationIsRefused() {
    TestRequest request = call().from(TestKey.ed25519()).delegatedTo(TestKey.ed25519(), NOW - 1);

    assertTrue(refusal(request).startsWith("Invalid delegation: expired"));
  }

  @Test
  void delegationForAnotherCanisterIsRefused() {
    TestRequest request =
        call().from(TestKey.ed25519()).delegatedTo(TestKey.ed25519(), SOON, OTHER);

    assertTrue(refusal(request).contains("not one of the delegation's targets"));
  }

  @Test
  void delegationSignedByAnotherKeyIsRefused() {
    TestRequest request =
        call()
            .from(TestKey.ed25519())
            .signedBy(TestKey.ed25519())
            .delegatedTo(TestKey.ed25519(), SOON);

    assertTrue(refusal(request).contains("the signature does not match"));
  }

  @Test
  void delegationBackToAKeyOfTheChainIsRefused() {
    TestKey key = TestKey.ed25519();
    TestRequest request =
        call().from(key).delegatedTo(TestKey.ed25519(), SOON).delegatedTo(key, SOON);

    assertTrue(refusal(request).contains("appears twice"));
  }

  @Test
  void chainOfMoreThanTwentyDelegationsIsRefused() {
    TestRequest request = call().from(TestKey.ed25519());
    for (int i = 0; i < 21; i++) {
      request.delegatedTo(TestKey.ed25519(), SOON);
    }

    assertTrue(refusal(request).contains("more than 20 delegations"));
  }
}
