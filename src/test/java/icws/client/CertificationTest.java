package icws.client;

import static icws.ic.certificate.CertificateFixture.leaf;
import static icws.ic.certificate.CertificateFixture.node;
import static icws.ic.certificate.CertificateFixture.nodeOf;
import static icws.ic.certificate.CertificateFixture.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import icws.client.IcWebSocketException.Failure;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.certificate.CertificateFixture;
import icws.ic.certificate.CertificateFixture.BlsKey;
import icws.ic.certificate.CertificateVerifier;
import icws.ic.certificate.HashTree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a gateway may show instead of what the canister has certified. */
class CertificationTest {
  private static final Principal CANISTER = Principal.parse("bw4dl-smaaa-aaaaa-qaacq-cai");
  private static final Principal ANOTHER = Principal.parse("rwlgt-iiaaa-aaaaa-aaaaa-cai");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final BlsKey ROOT = new BlsKey(1);
  private static final byte[] CONTENT = {1, 2, 3};
  private static final HashTree HASHES = queue(CONTENT);

  private final Certification certification =
      new Certification(
          new CertificateVerifier(
              ROOT.der(), Clock.fixed(NOW, ZoneOffset.UTC), CertificateVerifier.DEFAULT_MAX_AGE),
          CANISTER);

  private static Bytes certificate(Principal canister, Instant time, BlsKey signer) {
    return CertificateFixture.certificate(state(canister, time), signer);
  }

  private static HashTree state(Principal canister, Instant time) {
    HashTree data = node(Map.of("certified_data", leaf(HASHES.digest())));
    return node(Map.of("canister", nodeOf(Map.of(canister.raw(), data)), "time", time(time)));
  }

  private static HashTree queue(byte[] content) {
    HashTree hash = leaf(Sha256.hash(Bytes.wrap(content)));
    return node(Map.of("websocket", node(Map.of("key", hash))));
  }

  private void assertRefused(Failure failure, Bytes certificate) {
    assertRefused(failure, "key", CONTENT, certificate, HASHES.encode());
  }

  private void assertRefused(
      Failure failure, String key, byte[] content, Bytes certificate, Bytes tree) {
    IcWebSocketException refusal =
        assertThrows(
            IcWebSocketException.class,
            () ->
                certification.verify(key, content, certificate.toByteArray(), tree.toByteArray()));
    assertEquals(failure, refusal.failure());
  }

  @Test
  void whatTheCanisterCertifiedIsOfTheCertificatesTime() {
    assertEquals(
        NOW.getEpochSecond() * 1_000_000_000,
        certification.verify(
            "key",
            CONTENT,
            certificate(CANISTER, NOW, ROOT).toByteArray(),
            HASHES.encode().toByteArray()));
  }

  @Test
  void certificateOfAnotherNetworkIsRefused() {
    assertRefused(Failure.UNTRUSTED_CERTIFICATE, certificate(CANISTER, NOW, new BlsKey(2)));
    assertRefused(Failure.UNTRUSTED_CERTIFICATE, Bytes.of(1, 2, 3));
  }

  @Test
  void certificateOfAnotherTimeIsRefused() {
    Duration tooLong = Duration.ofMinutes(5).plusSeconds(1);
    assertRefused(Failure.STALE_CERTIFICATE, certificate(CANISTER, NOW.minus(tooLong), ROOT));
    assertRefused(Failure.STALE_CERTIFICATE, certificate(CANISTER, NOW.plus(tooLong), ROOT));
  }

  @Test
  void certificateOfAnotherCanisterIsRefused() {
    assertRefused(Failure.WRONG_TREE, certificate(ANOTHER, NOW, ROOT));
    assertRefused(Failure.UNTRUSTED_CERTIFICATE, ofSubnetFor(ANOTHER));
  }

  /** Signed by a subnet that is not responsible for the canister, about which it says the truth. */
  private static Bytes ofSubnetFor(Principal canister) {
    BlsKey key = new BlsKey(3);
    Principal subnet = Principal.selfAuthenticating(key.der());
    Bytes ranges = CertificateFixture.ranges(canister, canister);
    Bytes delegation =
        CertificateFixture.certificate(
            CertificateFixture.subnetTree(subnet, key, NOW, ranges), ROOT);
    return CertificateFixture.delegated(state(CANISTER, NOW), key, subnet, delegation);
  }

  @Test
  void treeThatTheCanisterDidNotCertifyIsRefused() {
    Bytes certificate = certificate(CANISTER, NOW, ROOT);
    HashTree forged = queue(new byte[] {4});
    assertRefused(Failure.WRONG_TREE, "key", new byte[] {4}, certificate, forged.encode());
    assertRefused(Failure.WRONG_TREE, "key", CONTENT, certificate, Bytes.of(7));
  }

  @Test
  void messageThatIsNotInTheTreeUnderItsKeyIsRefused() {
    Bytes certificate = certificate(CANISTER, NOW, ROOT);
    Bytes tree = HASHES.encode();
    assertRefused(Failure.UNCERTIFIED_MESSAGE, "key", new byte[] {4}, certificate, tree);
    assertRefused(Failure.UNCERTIFIED_MESSAGE, "another", CONTENT, certificate, tree);
  }
}
