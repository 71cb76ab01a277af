package icws.ic.identity;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.SdkFrame;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import icws.ic.cbor.CborMap;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests signed by the published packages, and what can be wrong with them. */
class EnvelopeVerifierTest {

  private static final int LIFETIME_SECONDS = 240;

  private final EnvelopeVerifier verifier = verifierAfter(0);

  private static EnvelopeVerifier verifierAfter(long seconds) {
    return new EnvelopeVerifier(
        SdkFrame.clock(seconds),
        () -> {
          throw new AssertionError("no canister has signed");
        });
  }

  private static Envelope read(SdkFrame frame) {
    return Envelope.decode(frame.envelope());
  }

  private void assertRefused(Reason reason, Envelope request) {
    assertRefused(reason, request, verifier);
  }

  private static void assertRefused(Reason reason, Envelope request, EnvelopeVerifier by) {
    assertEquals(reason, assertThrows(UntrustedException.class, () -> by.verify(request)).reason());
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "P256", "SECP256K1", "DELEGATED", "DELEGATED_TWICE"})
  void takesWhatThePublishedIdentitiesSign(SdkFrame frame) {
    Envelope request = read(frame);
    assertEquals(frame.principal(), request.sender());
    assertDoesNotThrow(() -> verifier.verify(request));
  }

  @ParameterizedTest
  @EnumSource(names = {"DELEGATED_FOR_ANOTHER_CANISTER", "DELEGATION_EXPIRED"})
  void refusesADelegationThatDoesNotCount(SdkFrame frame) {
    assertRefused(Reason.DELEGATION, read(frame));
  }

  @Test
  void refusesARequestOnceItHasExpired() {
    Envelope request = read(SdkFrame.ED25519);
    assertEquals(SdkFrame.NOW.plusSeconds(LIFETIME_SECONDS), request.ingressExpiry());
    assertDoesNotThrow(() -> verifierAfter(LIFETIME_SECONDS - 1).verify(request));
    assertRefused(Reason.TIME, request, verifierAfter(LIFETIME_SECONDS));
  }

  @Test
  void refusesARequestThatIsGoodForLongerThanTheNetworkAllows() {
    Envelope request = read(SdkFrame.ED25519);
    assertDoesNotThrow(() -> verifierAfter(LIFETIME_SECONDS - 360).verify(request));
    assertRefused(Reason.TIME, request, verifierAfter(LIFETIME_SECONDS - 361));
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "P256", "SECP256K1", "DELEGATED"})
  void refusesASignatureWithAnyOtherByte(SdkFrame frame) {
    Envelope request = read(frame);
    byte[] signature = request.signature().orElseThrow().toByteArray();
    for (int at : new int[] {0, 31, 32, 63}) {
      byte[] other = signature.clone();
      other[at] ^= 1;
      assertRefused(Reason.SIGNATURE, signedWith(request, Bytes.wrap(other)));
    }
    assertRefused(Reason.SIGNATURE, signedWith(request, Bytes.EMPTY));
  }

  @Test
  void refusesAContentThatWasNotSigned() {
    Envelope request = read(SdkFrame.ED25519);
    assertRefused(
        Reason.SIGNATURE, withContent(request, "arg", Bytes.utf8("something else altogether")));
  }

  @Test
  void refusesAnothersName() {
    Envelope request = read(SdkFrame.ED25519);
    assertRefused(
        Reason.SIGNATURE, withContent(request, "sender", SdkFrame.P256.principal().raw()));
  }

  @Test
  void refusesARequestThatNobodySigned() {
    CborMap content = read(SdkFrame.ED25519).content();
    assertRefused(
        Reason.MALFORMED, new Envelope(content, Optional.empty(), Optional.empty(), List.of()));
  }

  @Test
  void refusesAnAnonymousSenderWhetherOrNotSomebodySigned() {
    Envelope request = withContent(read(SdkFrame.ED25519), "sender", Principal.ANONYMOUS.raw());
    assertRefused(Reason.SIGNATURE, request);
    UntrustedException refusal =
        assertThrows(
            UntrustedException.class,
            () ->
                verifier.verify(
                    new Envelope(
                        request.content(), Optional.empty(), Optional.empty(), List.of())));
    assertEquals("the sender is anonymous", refusal.getMessage());
  }

  @Test
  void refusesAKeyOfNoKnownKind() {
    Bytes key = Bytes.utf8("no key");
    Envelope request =
        withContent(read(SdkFrame.ED25519), "sender", Principal.selfAuthenticating(key).raw());
    assertRefused(
        Reason.MALFORMED,
        new Envelope(request.content(), Optional.of(key), request.signature(), List.of()));
  }

  /** To judge the numbers of a large key takes seconds, which no stranger is to be given. */
  @Test
  void refusesAnRsaKeyWithoutAGlanceAtItsNumbers() throws GeneralSecurityException {
    BigInteger even = BigInteger.ONE.shiftLeft(2_047);
    Bytes key =
        Bytes.wrap(
            KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(even, BigInteger.valueOf(65_537)))
                .getEncoded());
    assertNull(assertThrows(UntrustedException.class, () -> PublicKey.ofDer(key)).getCause());
  }

  @Test
  void refusesADelegationThatSomebodyElseSigned() {
    Ed25519Identity stranger = Ed25519Identity.generate(new SecureRandom());
    Envelope request = read(SdkFrame.DELEGATED);
    Delegation link = request.delegations().get(0).delegation();
    assertRefused(
        Reason.SIGNATURE,
        new Envelope(
            request.content(),
            request.publicKeyDer(),
            request.signature(),
            List.of(new SignedDelegation(link, stranger.sign(link.signedBytes())))));
  }

  @Test
  void refusesADelegationForNoCanisterAtAll() {
    Ed25519Identity user = Ed25519Identity.generate(new SecureRandom());
    Ed25519Identity session = Ed25519Identity.generate(new SecureRandom());
    Delegation forNone =
        new Delegation(
            session.publicKeyDer(), SdkFrame.NOW.plusSeconds(60), Optional.of(List.of()));
    SignedDelegation link = new SignedDelegation(forNone, user.sign(forNone.signedBytes()));
    Identity delegated = new DelegatedIdentity(user.publicKeyDer(), List.of(link), session);
    Map<String, Object> content = new LinkedHashMap<>(read(SdkFrame.ED25519).content().values());
    content.put("sender", user.principal().raw());
    Envelope request = Envelope.decode(Envelope.sign(content, delegated).encode());
    assertEquals(Optional.of(List.of()), request.delegations().get(0).delegation().targets());
    assertRefused(Reason.DELEGATION, request);
  }

  @Test
  void takesADelegationThatIsForAllKindsOfRequests() {
    Envelope request = delegatedFor("all");

    assertEquals(Optional.of("all"), request.delegations().get(0).delegation().permissions());
    assertDoesNotThrow(() -> verifier.verify(request));
  }

  @ParameterizedTest
  @ValueSource(strings = {"queries", "ALL", "", "everything"})
  void refusesADelegationThatIsNotForCalls(String permissions) {
    assertRefused(Reason.DELEGATION, delegatedFor(permissions));
  }

  private static Envelope delegatedFor(String permissions) {
    Ed25519Identity user = Ed25519Identity.generate(new SecureRandom());
    Ed25519Identity session = Ed25519Identity.generate(new SecureRandom());
    Delegation delegation =
        new Delegation(
            session.publicKeyDer(),
            SdkFrame.NOW.plusSeconds(60),
            Optional.empty(),
            Optional.of(permissions));
    SignedDelegation link = new SignedDelegation(delegation, user.sign(delegation.signedBytes()));
    Map<String, Object> content = new LinkedHashMap<>(read(SdkFrame.ED25519).content().values());
    content.put("sender", user.principal().raw());
    Identity delegated = new DelegatedIdentity(user.publicKeyDer(), List.of(link), session);
    return Envelope.decodeCall(Envelope.sign(content, delegated).encode());
  }

  @Test
  void refusesADelegationToTheDelegator() {
    Ed25519Identity user = Ed25519Identity.generate(new SecureRandom());
    Instant expiry = SdkFrame.NOW.plusSeconds(60);
    Identity circle = DelegatedIdentity.delegate(user, user, expiry, List.of());
    Map<String, Object> content = new LinkedHashMap<>(read(SdkFrame.ED25519).content().values());
    content.put("sender", user.principal().raw());
    assertRefused(Reason.DELEGATION, Envelope.sign(content, circle));
  }

  private static Envelope signedWith(Envelope request, Bytes signature) {
    return new Envelope(
        request.content(), request.publicKeyDer(), Optional.of(signature), request.delegations());
  }

  private static Envelope withContent(Envelope request, String field, Bytes value) {
    Map<String, Object> content = new LinkedHashMap<>(request.content().values());
    content.put(field, value);
    return new Envelope(
        CborMap.of(content), request.publicKeyDer(), request.signature(), request.delegations());
  }
}
