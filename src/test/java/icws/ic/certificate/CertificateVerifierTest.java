package icws.ic.certificate;

import static icws.ic.certificate.CertificateFixture.certificate;
import static icws.ic.certificate.CertificateFixture.delegated;
import static icws.ic.certificate.CertificateFixture.encode;
import static icws.ic.certificate.CertificateFixture.leaf;
import static icws.ic.certificate.CertificateFixture.node;
import static icws.ic.certificate.CertificateFixture.ranges;
import static icws.ic.certificate.CertificateFixture.resource;
import static icws.ic.certificate.CertificateFixture.shardedTree;
import static icws.ic.certificate.CertificateFixture.subnetTree;
import static icws.ic.certificate.CertificateFixture.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import icws.ic.agent.Network;
import icws.ic.cbor.CborMap;
import icws.ic.certificate.CertificateFixture.BlsKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateVerifierTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000000006Z");
  private static final BlsKey ROOT = new BlsKey(1);
  private static final BlsKey SUBNET = new BlsKey(2);
  private static final BlsKey STRANGER = new BlsKey(3);
  private static final Principal SUBNET_ID = Principal.of(Bytes.ofHex("aa02"));
  private static final Principal FIRST = Principal.of(Bytes.ofHex("00000000000000010101"));
  private static final Principal CANISTER = Principal.of(Bytes.ofHex("00000000000000050101"));
  private static final Principal LAST = Principal.of(Bytes.ofHex("00000000000000090101"));
  private static final Principal OUTSIDE = Principal.of(Bytes.ofHex("000000000000000a0101"));
  private static final HashTree STATE =
      node(Map.of("time", time(NOW), "word", leaf(Bytes.utf8("hello"))));
  private static final Instant GENESIS = Instant.parse("2021-05-10T00:00:00Z");

  private final CertificateVerifier verifier = verifierAt(NOW);

  @Test
  void rootKeysCertificateIsGoodForEveryCanister() {
    Certificate verified = verifier.verify(certificate(STATE, ROOT), OUTSIDE);

    assertEquals(NOW, verified.time());
    assertEquals(new Lookup.Found(Bytes.utf8("hello")), verified.lookup(Bytes.utf8("word")));
  }

  @Test
  void subnetsCertificateIsGoodForItsCanistersInTheOlderLayout() {
    Bytes delegation = certificate(subnetTree(SUBNET_ID, SUBNET, NOW, ranges(FIRST, LAST)), ROOT);
    Bytes certificate = delegated(STATE, SUBNET, SUBNET_ID, delegation);

    assertEquals(STATE, verifier.verify(certificate, CANISTER).tree());
    assertEquals(STATE, verifier.verify(certificate, FIRST).tree());
    assertEquals(STATE, verifier.verify(certificate, LAST).tree());
    assertRefused(Reason.CANISTER, certificate, OUTSIDE);
  }

  @Test
  void subnetsCertificateIsGoodForItsCanistersInTheNewerLayout() {
    HashTree tree =
        shardedTree(
            SUBNET_ID,
            SUBNET,
            NOW,
            Map.of(
                FIRST.raw(), leaf(ranges(FIRST, FIRST)),
                CANISTER.raw(), leaf(ranges(CANISTER, LAST))));
    Bytes certificate = delegated(STATE, SUBNET, SUBNET_ID, certificate(tree, ROOT));

    assertEquals(STATE, verifier.verify(certificate, CANISTER).tree());
    assertEquals(STATE, verifier.verify(certificate, FIRST).tree());
    assertRefused(Reason.CANISTER, certificate, OUTSIDE);
    assertRefused(Reason.CANISTER, certificate, Principal.of(Bytes.ofHex("00000000000000020101")));
  }

  @Test
  void managementCanisterIsOnEverySubnet() {
    Bytes delegation = certificate(subnetTree(SUBNET_ID, SUBNET, NOW, ranges(FIRST, LAST)), ROOT);

    Bytes certificate = delegated(STATE, SUBNET, SUBNET_ID, delegation);

    assertEquals(STATE, verifier.verify(certificate, Principal.MANAGEMENT).tree());
  }

  @ParameterizedTest
  @ValueSource(longs = {-301, 301, -86_400, 86_400})
  void certificateFromAnotherTimeIsRefused(long secondsOff) {
    HashTree state = node(Map.of("time", time(NOW.plusSeconds(secondsOff))));

    assertRefused(Reason.TIME, certificate(state, ROOT), CANISTER);
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, 0, 300})
  void certificateOfNearlyThisTimeIsGood(long secondsOff) {
    HashTree state = node(Map.of("time", time(NOW.plusSeconds(secondsOff))));

    assertEquals(state, verifier.verify(certificate(state, ROOT), CANISTER).tree());
  }

  @Test
  void strangersSignatureIsRefused() {
    assertRefused(Reason.SIGNATURE, certificate(STATE, STRANGER), CANISTER);
  }

  @Test
  void tamperedTreeIsRefused() {
    HashTree tampered = node(Map.of("time", time(NOW), "word", leaf(Bytes.utf8("hellO"))));

    assertRefused(
        Reason.SIGNATURE, encode(tampered, ROOT.signRoot(STATE), Optional.empty()), CANISTER);
  }

  @Test
  void everyFlippedBitOfASignatureIsRefused() {
    byte[] signature = ROOT.signRoot(STATE).toByteArray();
    for (int bit = 0; bit < 8 * signature.length; bit += 13) {
      byte[] flipped = signature.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(
          Reason.SIGNATURE, encode(STATE, Bytes.wrap(flipped), Optional.empty()), CANISTER);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        // the point at infinity, compressed
        "c00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
            + "000000",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            + "ffffff",
        "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
            + "000000"
      })
  void whatIsNoSignatureIsRefused(String hex) {
    assertRefused(Reason.SIGNATURE, encode(STATE, Bytes.ofHex(hex), Optional.empty()), CANISTER);
  }

  @Test
  void signatureWithoutItsDomainSeparatorIsRefused() {
    assertRefused(
        Reason.SIGNATURE, encode(STATE, ROOT.sign(STATE.digest()), Optional.empty()), CANISTER);
  }

  @Test
  void delegationThatTheRootKeyDidNotSignIsRefused() {
    Bytes delegation =
        certificate(subnetTree(SUBNET_ID, SUBNET, NOW, ranges(FIRST, LAST)), STRANGER);

    assertRefused(Reason.SIGNATURE, delegated(STATE, SUBNET, SUBNET_ID, delegation), CANISTER);
  }

  @Test
  void delegationToAnotherSubnetIsRefused() {
    Bytes delegation = certificate(subnetTree(SUBNET_ID, SUBNET, NOW, ranges(FIRST, LAST)), ROOT);
    Principal another = Principal.of(Bytes.ofHex("aa03"));

    assertRefused(Reason.DELEGATION, delegated(STATE, SUBNET, another, delegation), CANISTER);
  }

  @Test
  void delegationToAnotherKeyIsRefused() {
    Bytes delegation = certificate(subnetTree(SUBNET_ID, STRANGER, NOW, ranges(FIRST, LAST)), ROOT);

    assertRefused(Reason.SIGNATURE, delegated(STATE, SUBNET, SUBNET_ID, delegation), CANISTER);
  }

  @ParameterizedTest
  @ValueSource(longs = {-30, -29, -1, 0, 1, 29, 30})
  void delegationOfTheseDaysIsGood(long daysOff) {
    Bytes certificate = delegatedAt(NOW.plus(Duration.ofDays(daysOff)));

    assertEquals(STATE, verifier.verify(certificate, CANISTER).tree());
  }

  @ParameterizedTest
  @ValueSource(longs = {-7_300, -31, 31, 3_650})
  void delegationFromAnotherTimeIsRefused(long daysOff) {
    Bytes certificate = delegatedAt(NOW.plus(Duration.ofDays(daysOff)));

    assertRefused(Reason.TIME, certificate, CANISTER);
    assertRefused(Reason.TIME, certificate, CANISTER);
  }

  @Test
  void delegationAgesAlsoWhenItIsRemembered() {
    MovableClock clock = new MovableClock(NOW);
    CertificateVerifier ageing = new CertificateVerifier(ROOT.der(), clock, Duration.ofMinutes(5));
    Bytes delegation = certificate(subnetTree(SUBNET_ID, SUBNET, NOW, ranges(FIRST, LAST)), ROOT);
    ageing.verify(delegated(STATE, SUBNET, SUBNET_ID, delegation), CANISTER);

    clock.now = NOW.plus(Duration.ofDays(30));
    ageing.verify(delegated(stateAt(clock.now), SUBNET, SUBNET_ID, delegation), CANISTER);
    clock.now = clock.now.plusNanos(1);
    Bytes later = delegated(stateAt(clock.now), SUBNET, SUBNET_ID, delegation);

    assertRefused(ageing, Reason.TIME, later, CANISTER);
  }

  @Test
  void delegationMayBeAsOldAsACertificateMayBe() {
    CertificateVerifier ageless =
        new CertificateVerifier(
            ROOT.der(), Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofDays(36_500));
    Bytes certificate = delegatedAt(NOW.minus(Duration.ofDays(7_300)));

    assertEquals(STATE, ageless.verify(certificate, CANISTER).tree());
  }

  private static Bytes delegatedAt(Instant time) {
    Bytes delegation = certificate(subnetTree(SUBNET_ID, SUBNET, time, ranges(FIRST, LAST)), ROOT);
    return delegated(STATE, SUBNET, SUBNET_ID, delegation);
  }

  private static HashTree stateAt(Instant time) {
    return node(Map.of("time", time(time)));
  }

  private static final class MovableClock extends Clock {
    private Instant now;

    MovableClock(Instant now) {
      this.now = now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @Test
  void delegationWithinADelegationIsRefused() {
    HashTree tree = subnetTree(SUBNET_ID, SUBNET, NOW, ranges(FIRST, LAST));
    Bytes outer = delegated(tree, SUBNET, SUBNET_ID, certificate(tree, ROOT));

    assertRefused(Reason.DELEGATION, delegated(STATE, SUBNET, SUBNET_ID, outer), CANISTER);
  }

  @Test
  void delegationWithMalformedRangesIsRefused() {
    Bytes delegation = certificate(subnetTree(SUBNET_ID, SUBNET, NOW, Bytes.ofHex("8181")), ROOT);

    assertRefused(Reason.DELEGATION, delegated(STATE, SUBNET, SUBNET_ID, delegation), CANISTER);
  }

  @Test
  void rangesThatAnotherSubnetsLeafHoldsDoNotCount() {
    HashTree tree =
        node(
            Map.of(
                "canister_ranges",
                CertificateFixture.nodeOf(
                    Map.of(
                        Bytes.ofHex("aa03"),
                        CertificateFixture.nodeOf(Map.of(FIRST.raw(), leaf(ranges(FIRST, LAST)))))),
                "subnet",
                CertificateFixture.nodeOf(
                    Map.of(SUBNET_ID.raw(), node(Map.of("public_key", leaf(SUBNET.der()))))),
                "time",
                time(NOW)));

    assertRefused(
        Reason.CANISTER, delegated(STATE, SUBNET, SUBNET_ID, certificate(tree, ROOT)), CANISTER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "a0", "d9d9f7a16474726565818000", "ffffffff"})
  void whatIsNoCertificateIsMalformed(String hex) {
    assertRefused(Reason.MALFORMED, Bytes.ofHex(hex), CANISTER);
  }

  @Test
  void certificateWithoutATimeIsMalformed() {
    HashTree state = node(Map.of("word", leaf(Bytes.utf8("hello"))));

    assertRefused(Reason.MALFORMED, certificate(state, ROOT), CANISTER);
  }

  @Test
  void refusedCertificateStaysRefusedWhenItIsShownAgain() {
    Bytes forged = encode(STATE, STRANGER.signRoot(STATE), Optional.empty());

    assertRefused(Reason.SIGNATURE, forged, CANISTER);
    assertRefused(Reason.SIGNATURE, forged, CANISTER);
    assertEquals(STATE, verifier.verify(certificate(STATE, ROOT), CANISTER).tree());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mainnet-time-ranges-by-shard.hex", "mainnet-time-ranges-by-subnet.hex"})
  void mainnetsCertificateIsGoodUnderTheBuiltInKey(String name) {
    Bytes certificate = CborMap.read(resource(name)).bytes("certificate");
    Principal canister = Principal.parse("ivg37-qiaaa-aaaab-aaaga-cai");

    Certificate verified = mainnetVerifier(certificate).verify(certificate, canister);

    assertTrue(verified.time().isAfter(GENESIS));
    assertTrue(verified.delegation().isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mainnet-time-ranges-by-shard-pruned.hex",
        "mainnet-time-ranges-by-subnet-pruned.hex"
      })
  void mainnetsCertificateWithItsRangesPrunedAwayIsRefused(String name) {
    Bytes certificate = CborMap.read(resource(name)).bytes("certificate");
    Principal canister = Principal.parse("ivg37-qiaaa-aaaab-aaaga-cai");

    assertRefused(mainnetVerifier(certificate), Reason.CANISTER, certificate, canister);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "308182301d060d2b0601040182dc7c0503010201060c2b0601040182dc7c05030201036100",
        "302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
      })
  void whatIsNoRootKeyIsRefused(String hex) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new CertificateVerifier(Bytes.ofHex(hex), Clock.systemUTC(), Duration.ofMinutes(5)));
  }

  @Test
  void rootKeyThatIsNoPointIsRefused() {
    byte[] der = ROOT.der().toByteArray();
    der[60] ^= 1;

    assertThrows(
        IllegalArgumentException.class,
        () -> new CertificateVerifier(Bytes.wrap(der), Clock.systemUTC(), Duration.ofMinutes(5)));
  }

  private void assertRefused(Reason reason, Bytes certificate, Principal canister) {
    assertRefused(verifier, reason, certificate, canister);
  }

  private static void assertRefused(
      CertificateVerifier by, Reason reason, Bytes certificate, Principal canister) {
    UntrustedException refusal =
        assertThrows(UntrustedException.class, () -> by.verify(certificate, canister));
    assertEquals(reason, refusal.reason(), refusal.getMessage());
  }

  private static CertificateVerifier verifierAt(Instant now) {
    return new CertificateVerifier(
        ROOT.der(), Clock.fixed(now, ZoneOffset.UTC), Duration.ofMinutes(5));
  }

  private static CertificateVerifier mainnetVerifier(Bytes certificate) {
    Instant then = Certificate.decode(certificate).time();
    return new CertificateVerifier(
        Network.mainnet().rootKeyDer(), Clock.fixed(then, ZoneOffset.UTC), Duration.ofMinutes(5));
  }
}
