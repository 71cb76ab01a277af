package icws.ic.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.CertifiedTime;
import icws.ic.Principal;
import icws.ic.SdkFrame;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import icws.ic.cbor.CborMap;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which signatures the requests of one sender cost: counted, not timed. */
class VerificationTest {

  private static final Principal CANISTER = Principal.of(Bytes.ofHex("00000000000000010101"));
  private static final Instant END = SdkFrame.NOW.plusSeconds(600);

  /** A SubjectPublicKeyInfo of a canister's signature, up to the seed in one byte. */
  private static final String CANISTER_KEY =
      "301d300c060a2b0601040183b8430102030d000a00000000000000070101";

  private static final SignatureVerifier REAL =
      SignatureVerifier.with(
          () -> {
            throw new AssertionError("no canister has signed");
          });

  private final Ed25519Identity user = fresh();
  private final Ed25519Identity middle = fresh();
  private final Ed25519Identity session = fresh();

  /** The keys whose signatures were verified, in that order. */
  private final List<Bytes> asked = new ArrayList<>();

  private final EnvelopeVerifier verifier = verifierAfter(0);

  private EnvelopeVerifier verifierAfter(long seconds) {
    return EnvelopeVerifier.of(
        SdkFrame.clock(seconds),
        (key, message, signature) -> {
          asked.add(key);
          return REAL.verifies(key, message, signature);
        });
  }

  private static Ed25519Identity fresh() {
    return Ed25519Identity.generate(new SecureRandom());
  }

  private static Identity chain(Identity... identities) {
    Identity signer = identities[0];
    for (int i = 1; i < identities.length; i++) {
      signer = DelegatedIdentity.delegate(signer, identities[i], END, List.of());
    }
    return signer;
  }

  private static Envelope request(Identity signer, String argument) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("request_type", "call");
    content.put("canister_id", CANISTER.raw());
    content.put("method_name", "ws_message");
    content.put("arg", Bytes.utf8(argument));
    content.put("sender", signer.principal().raw());
    content.put("ingress_expiry", CertifiedTime.nanos(SdkFrame.NOW.plusSeconds(60)));
    return Envelope.decode(Envelope.sign(content, signer).encode());
  }

  private Verification remaining(Envelope request, Authority proved) {
    verifier.inspect(request);
    return verifier.remaining(request, request.requestId(), proved);
  }

  private Authority prove(Envelope request, Authority proved) {
    return remaining(request, proved).run();
  }

  @Test
  void theFirstRequestCostsEverySignatureAndEachLaterOneItsOwn() {
    Identity signer = chain(user, middle, session);
    Authority proved = prove(request(signer, "first"), Authority.NONE);
    assertEquals(
        List.of(session.publicKeyDer(), middle.publicKeyDer(), user.publicKeyDer()), asked);
    for (String later : List.of("second", "third")) {
      asked.clear();
      assertEquals(proved, prove(request(signer, later), proved));
      assertEquals(List.of(session.publicKeyDer()), asked);
    }
  }

  @Test
  void aLaterRequestThatIsNotSignedIsRefusedAllTheSame() {
    Identity signer = chain(user, session);
    Authority proved = prove(request(signer, "first"), Authority.NONE);
    Envelope good = request(signer, "second");
    Envelope bad =
        new Envelope(
            request(signer, "third").content(),
            good.publicKeyDer(),
            good.signature(),
            good.delegations());
    assertRefused(Reason.SIGNATURE, () -> prove(bad, proved));
  }

  @Test
  void aBadRequestCostsOneSignatureHoweverLongItsChain() {
    Envelope good = request(chain(user, middle, session), "first");
    Envelope bad =
        new Envelope(
            good.content(),
            good.publicKeyDer(),
            Optional.of(Bytes.wrap(new byte[64])),
            good.delegations());
    assertRefused(Reason.SIGNATURE, () -> prove(bad, Authority.NONE));
    assertEquals(List.of(session.publicKeyDer()), asked);
  }

  @Test
  void anotherChainOfTheSameSenderIsVerifiedAnew() {
    Authority proved = prove(request(chain(user, middle, session), "first"), Authority.NONE);
    asked.clear();
    Authority renewed = prove(request(chain(user, session), "second"), proved);
    assertEquals(List.of(session.publicKeyDer(), user.publicKeyDer()), asked);
    asked.clear();
    prove(request(chain(user, session), "third"), renewed);
    assertEquals(List.of(session.publicKeyDer()), asked);
  }

  @Test
  void theSendersOwnKeyNeedsNoProofAndForgetsNone() {
    Authority proved = prove(request(chain(user, session), "first"), Authority.NONE);
    asked.clear();
    assertEquals(proved, prove(request(user, "second"), proved));
    assertEquals(List.of(user.publicKeyDer()), asked);
  }

  static Stream<SignedDelegation> others() {
    VerificationTest made = new VerificationTest();
    Delegation link = made.link();
    return Stream.of(
            new Delegation(link.publicKeyDer(), END.plusNanos(1), link.targets()),
            new Delegation(link.publicKeyDer(), END, Optional.empty()),
            new Delegation(link.publicKeyDer(), END, Optional.of(List.of(CANISTER, CANISTER))))
        .map(other -> new SignedDelegation(other, Bytes.wrap(new byte[64])));
  }

  private Delegation link() {
    return new Delegation(session.publicKeyDer(), END, Optional.of(List.of(CANISTER)));
  }

  @ParameterizedTest
  @MethodSource("others")
  void nothingInAProvedChainCanBeChanged(SignedDelegation other) {
    Delegation link = link();
    SignedDelegation signed = new SignedDelegation(link, user.sign(link.signedBytes()));
    Envelope good =
        request(new DelegatedIdentity(user.publicKeyDer(), List.of(signed), session), "first");
    Authority proved = prove(good, Authority.NONE);
    Delegation changed =
        new Delegation(
            session.publicKeyDer(), other.delegation().expiry(), other.delegation().targets());
    assertRefused(
        Reason.SIGNATURE,
        () -> prove(with(good, new SignedDelegation(changed, signed.signature())), proved));
    assertRefused(
        Reason.SIGNATURE,
        () -> prove(with(good, new SignedDelegation(link, other.signature())), proved));
  }

  private static Envelope with(Envelope request, SignedDelegation link) {
    return new Envelope(
        request.content(), request.publicKeyDer(), request.signature(), List.of(link));
  }

  @Test
  void aProvedChainDoesNotOutliveItsDelegations() {
    Identity signer = chain(user, session);
    Authority proved = prove(request(signer, "first"), Authority.NONE);
    Map<String, Object> late = new LinkedHashMap<>(request(signer, "second").content().values());
    late.put("ingress_expiry", CertifiedTime.nanos(END.plusSeconds(60)));
    Envelope request = Envelope.sign(late, signer);
    assertEquals(proved, verifier.remaining(request, request.requestId(), proved).run());
    assertRefused(Reason.DELEGATION, () -> verifierAfter(600).inspect(request));
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "P256", "SECP256K1"})
  void oneSignatureOfAnOrdinaryKeyIsQuick(SdkFrame frame) {
    Envelope request = Envelope.decode(frame.envelope());
    assertTrue(remaining(request, Authority.NONE).isQuick());
  }

  @Test
  void aChainIsQuickOnceItIsProved() {
    Envelope request = request(chain(user, session), "first");
    Verification first = remaining(request, Authority.NONE);
    assertFalse(first.isQuick());
    assertTrue(remaining(request, first.run()).isQuick());
  }

  @Test
  void aPasskeysSignatureIsNeverQuick() {
    for (Passkey passkey : List.of(Passkey.p256(), Passkey.rsa(2_048))) {
      Envelope direct = request(passkey, "first");
      assertFalse(remaining(direct, Authority.NONE).isQuick());
      Envelope delegated = request(chain(user, passkey), "first");
      assertFalse(remaining(delegated, prove(delegated, Authority.NONE)).isQuick());
    }
  }

  @Test
  void aCanistersSignatureIsNeverQuick() {
    assertTrue(CanisterKey.ofDer(canisterKey(1)).isPresent());
    assertFalse(SignatureVerifier.isQuick(canisterKey(1)));
  }

  @Test
  void anotherFormOfAQuickKeyIsNot() {
    Bytes key = user.publicKeyDer();
    assertFalse(SignatureVerifier.isQuick(key.slice(0, key.size() - 1)));
    assertFalse(SignatureVerifier.isQuick(Bytes.concat(key, Bytes.of(0))));
    assertFalse(SignatureVerifier.isQuick(Bytes.EMPTY));
  }

  @Test
  void aChainMayHaveTwoSignaturesOfPasskeysAndNotThree() {
    Passkey first = Passkey.p256();
    Passkey second = Passkey.p256();
    prove(request(chain(first, second, session), "two"), Authority.NONE);
    asked.clear();
    Envelope three = request(chain(first, second, Passkey.p256(), session), "three");
    assertRefused(Reason.DELEGATION, () -> verifier.inspect(three));
    assertRefused(
        Reason.DELEGATION,
        () -> verifier.inspect(request(chain(first, second, Passkey.p256()), "its own")));
    assertEquals(List.of(), asked);
  }

  @Test
  void aChainMayHaveTwoSignaturesOfCanistersAndNotThree() {
    verifier.inspect(canisterSigned(2));
    assertRefused(Reason.DELEGATION, () -> verifier.inspect(canisterSigned(3)));
    assertRefused(Reason.DELEGATION, () -> verifier.inspect(canisterSigned(20)));
  }

  /** A request whose chain begins with the keys of so many canisters; nobody has signed it. */
  private Envelope canisterSigned(int canisters) {
    List<SignedDelegation> chain = new ArrayList<>();
    for (int i = 1; i <= canisters; i++) {
      Bytes key = i == canisters ? session.publicKeyDer() : canisterKey(i);
      chain.add(
          new SignedDelegation(new Delegation(key, END, Optional.empty()), Bytes.utf8("none")));
    }
    Map<String, Object> content = new LinkedHashMap<>(request(session, "first").content().values());
    content.put("sender", Principal.selfAuthenticating(canisterKey(0)).raw());
    return new Envelope(
        CborMap.of(content),
        Optional.of(canisterKey(0)),
        Optional.of(Bytes.wrap(new byte[64])),
        chain);
  }

  private static Bytes canisterKey(int seed) {
    return Bytes.concat(Bytes.ofHex(CANISTER_KEY), Bytes.of(seed));
  }

  private static void assertRefused(Reason reason, Runnable check) {
    assertEquals(reason, assertThrows(UntrustedException.class, check::run).reason());
  }
}
