package icws.ic.identity;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import icws.ic.Bytes;
import icws.ic.CertifiedTime;
import icws.ic.Principal;
import icws.ic.SdkFrame;
import icws.ic.Sha256;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import icws.ic.cbor.CborMap;
import icws.ic.cbor.CborWriter;
import icws.ic.certificate.CertificateFixture;
import icws.ic.certificate.CertificateFixture.BlsKey;
import icws.ic.certificate.CertificateVerifier;
import icws.ic.certificate.HashTree;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests in the name of a user for whom a canister signs, as Internet Identity's users do. */
class CanisterSignatureTest {

  /**
   * A SubjectPublicKeyInfo up to the 13 bytes of a canister's id, its length in front, and a seed.
   */
  private static final String DER_HEAD = "301e300c060a2b0601040183b8430102030e00";

  private static final Principal SIGNER = Principal.of(Bytes.ofHex("00000000000000070101"));
  private static final Bytes SEED = Bytes.ofHex("0a0b");
  private static final Instant NOW = SdkFrame.NOW;
  private static final int USERS = 60;
  private static final Duration ANY_AGE = Duration.ofDays(36_500);

  private final BlsKey network = new BlsKey(1);
  private final Ed25519Identity session = Ed25519Identity.generate(new SecureRandom());
  private final Bytes userKey = userKey(SEED);
  private final Delegation delegation =
      new Delegation(session.publicKeyDer(), NOW.plusSeconds(600), Optional.empty());
  private final EnvelopeVerifier verifier =
      new EnvelopeVerifier(
          SdkFrame.clock(0),
          () -> new CertificateVerifier(network.der(), SdkFrame.clock(0), ANY_AGE));

  private static Bytes userKey(Bytes seed) {
    return Bytes.concat(Bytes.ofHex(DER_HEAD), Bytes.of(SIGNER.raw().size()), SIGNER.raw(), seed);
  }

  @Test
  void countsHoweverOldItsCertificateIs() {
    for (Duration age : List.of(Duration.ZERO, Duration.ofDays(20))) {
      HashTree tree = signatures(SEED, delegation.signedBytes());
      Envelope request = request(signature(tree, tree.digest(), NOW.minus(age), network));
      assertDoesNotThrow(() -> verifier.verify(request));
    }
  }

  /** The signer's subnet as it was then, for a signature is good for as long as it says itself. */
  @Test
  void countsHoweverOldItsDelegationIs() {
    BlsKey subnet = new BlsKey(3);
    Principal subnetId = Principal.of(Bytes.ofHex("aa02"));
    Instant then = NOW.minus(Duration.ofDays(400));
    Bytes byRoot =
        CertificateFixture.certificate(
            CertificateFixture.subnetTree(
                subnetId, subnet, then, CertificateFixture.ranges(SIGNER, SIGNER)),
            network);
    HashTree tree = signatures(SEED, delegation.signedBytes());
    Bytes certificate =
        CertificateFixture.delegated(state(tree.digest(), then), subnet, subnetId, byRoot);

    Envelope request = request(signature(tree, certificate));

    assertDoesNotThrow(() -> verifier.verify(request));
  }

  @Test
  void isRefusedForAnotherMessage() {
    HashTree tree = signatures(SEED, Bytes.utf8("another"));
    assertRefused(Reason.SIGNATURE, signature(tree, tree.digest(), NOW, network));
  }

  @Test
  void isRefusedForAnotherUserOfTheCanister() {
    HashTree tree = signatures(Bytes.utf8("another"), delegation.signedBytes());
    assertRefused(Reason.SIGNATURE, signature(tree, tree.digest(), NOW, network));
  }

  @Test
  void isRefusedIfTheCanisterHasNotCertifiedIt() {
    HashTree tree = signatures(SEED, delegation.signedBytes());
    assertRefused(Reason.SIGNATURE, signature(tree, new HashTree.Empty().digest(), NOW, network));
  }

  @Test
  void isRefusedIfAnotherNetworkCertifiesIt() {
    HashTree tree = signatures(SEED, delegation.signedBytes());
    assertRefused(Reason.SIGNATURE, signature(tree, tree.digest(), NOW, new BlsKey(2)));
  }

  @Test
  void isRefusedIfItIsNone() {
    assertRefused(Reason.MALFORMED, Bytes.wrap(new byte[64]));
    assertRefused(Reason.MALFORMED, Bytes.ofHex("a0"));
  }

  // sender_info: what the canister says about its user

  @Test
  void canisterMayTellOfItsUser() {
    Bytes info = Bytes.utf8("verified");
    Envelope request = telling(info, SIGNER, signature(SEED, info));

    assertEquals(
        Optional.of(info),
        SenderInfo.of(Envelope.decodeCall(request.encode()).content()).map(SenderInfo::info));
    assertDoesNotThrow(() -> verifier.verify(request));
  }

  @Test
  void whatTheCanisterHasNotSaidOfItsUserIsRefused() {
    Bytes info = Bytes.utf8("verified");
    Principal another = Principal.of(Bytes.ofHex("00000000000000080101"));

    assertRefused(Reason.SIGNATURE, telling(info, SIGNER, signature(SEED, Bytes.utf8("other"))));
    assertRefused(Reason.SIGNATURE, telling(info, SIGNER, signature(Bytes.utf8("another"), info)));
    assertRefused(Reason.SIGNATURE, telling(info, another, signature(SEED, info)));
    assertRefused(Reason.MALFORMED, telling(info, SIGNER, Bytes.wrap(new byte[64])));
  }

  @Test
  void nobodyTellsOfAUserWhoSignsForHimself() {
    Bytes info = Bytes.utf8("verified");
    Map<String, Object> content = content(session);
    content.put("sender_info", info(info, SIGNER, signature(SEED, info)));

    assertRefused(Reason.SIGNATURE, Envelope.sign(content, session));
  }

  private Envelope telling(Bytes info, Principal signer, Bytes signature) {
    HashTree tree = signatures(SEED, delegation.signedBytes());
    Identity user = user(signature(tree, tree.digest(), NOW, network));
    Map<String, Object> content = content(user);
    content.put("sender_info", info(info, signer, signature));
    return Envelope.sign(content, user);
  }

  private static CborMap info(Bytes info, Principal signer, Bytes signature) {
    return CborMap.of(Map.of("info", info, "signer", signer.raw(), "sig", signature));
  }

  /** The canister's, over what it says. */
  private Bytes signature(Bytes seed, Bytes info) {
    HashTree tree = signatures(seed, Bytes.concat(Bytes.utf8("\u000eic-sender-info"), info));
    return signature(tree, tree.digest(), NOW, network);
  }

  /** The verifier remembers fewer certificates than there are users. */
  @Test
  void manyUsersInTurnCostACertificateEachAndNoneForTheirLaterRequests() {
    CertificateVerifier certificates =
        new CertificateVerifier(network.der(), SdkFrame.clock(0), ANY_AGE, 8);
    EnvelopeVerifier inTurn = new EnvelopeVerifier(SdkFrame.clock(0), () -> certificates);
    List<Envelope> requests = IntStream.range(0, USERS).mapToObj(this::requestOfUser).toList();
    Map<Principal, Authority> proved = new HashMap<>();
    for (int round = 0; round < 3; round++) {
      for (Envelope request : requests) {
        Authority before = proved.getOrDefault(request.sender(), Authority.NONE);
        proved.put(request.sender(), inTurn.remaining(request, request.requestId(), before).run());
      }
      assertEquals(USERS, certificates.verifications());
    }
  }

  private Envelope requestOfUser(int number) {
    Bytes seed = Bytes.of(number >> 8, number & 0xff);
    // Every user has logged in at a time of its own.
    HashTree tree = signatures(seed, delegation.signedBytes());
    Bytes certified = signature(tree, tree.digest(), NOW.minusSeconds(number), network);
    return request(userKey(seed), certified);
  }

  private void assertRefused(Reason reason, Bytes signature) {
    assertRefused(reason, request(signature));
  }

  private void assertRefused(Reason reason, Envelope request) {
    assertEquals(
        reason, assertThrows(UntrustedException.class, () -> verifier.verify(request)).reason());
  }

  /** A call that the session key signs for the user. */
  private Envelope request(Bytes canisterSignature) {
    Identity user = user(userKey, canisterSignature);
    return Envelope.sign(content(user), user);
  }

  private Envelope request(Bytes key, Bytes canisterSignature) {
    Identity user = user(key, canisterSignature);
    return Envelope.sign(content(user), user);
  }

  private Identity user(Bytes canisterSignature) {
    return user(userKey, canisterSignature);
  }

  private Identity user(Bytes key, Bytes canisterSignature) {
    return new DelegatedIdentity(
        key, List.of(new SignedDelegation(delegation, canisterSignature)), session);
  }

  private static Map<String, Object> content(Identity sender) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("request_type", "call");
    content.put("canister_id", Bytes.ofHex("00000000000000010101"));
    content.put("method_name", "ws_open");
    content.put("arg", Bytes.EMPTY);
    content.put("sender", sender.principal().raw());
    content.put("ingress_expiry", CertifiedTime.nanos(NOW.plusSeconds(60)));
    return content;
  }

  private static HashTree signatures(Bytes seed, Bytes message) {
    return CertificateFixture.node(
        Map.of(
            "sig",
            CertificateFixture.nodeOf(
                Map.of(
                    Sha256.hash(seed),
                    CertificateFixture.nodeOf(
                        Map.of(Sha256.hash(message), CertificateFixture.leaf(Bytes.EMPTY)))))));
  }

  private static Bytes signature(HashTree tree, Bytes certifiedData, Instant time, BlsKey by) {
    return signature(tree, CertificateFixture.certificate(state(certifiedData, time), by));
  }

  private static Bytes signature(HashTree tree, Bytes certificate) {
    return new CborWriter()
        .selfDescribe()
        .map(2)
        .key("certificate")
        .bytes(certificate)
        .key("tree")
        .raw(tree.encode())
        .toBytes();
  }

  private static HashTree state(Bytes certifiedData, Instant time) {
    return CertificateFixture.node(
        Map.of(
            "canister",
            CertificateFixture.nodeOf(
                Map.of(
                    SIGNER.raw(),
                    CertificateFixture.node(
                        Map.of("certified_data", CertificateFixture.leaf(certifiedData))))),
            "time",
            CertificateFixture.time(time)));
  }
}
