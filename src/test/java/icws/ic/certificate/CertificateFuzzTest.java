package icws.ic.certificate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.UntrustedException;
import icws.ic.cbor.CborException;
import icws.ic.certificate.CertificateFixture.BlsKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Certificates from anywhere: nothing but what was signed is trusted, and nothing else is thrown.
 */
@Tag("fuzz")
class CertificateFuzzTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final BlsKey ROOT = new BlsKey(1);
  private static final BlsKey SUBNET = new BlsKey(2);
  private static final Principal ID = Principal.of(Bytes.ofHex("02"));
  private static final Bytes REQUEST = Sha256.hash();
  private static final HashTree REPLIED =
      CertificateFixture.replied(REQUEST, Bytes.utf8("yes"), NOW);
  private static final HashTree REJECTED = CertificateFixture.rejected(REQUEST, 4, "no", NOW);
  private static final HashTree BY_SUBNET =
      CertificateFixture.subnetTree(ID, SUBNET, NOW, CertificateFixture.ranges(ID, ID));
  private static final HashTree BY_SHARD =
      CertificateFixture.shardedTree(
          ID,
          SUBNET,
          NOW,
          Map.of(ID.raw(), CertificateFixture.leaf(CertificateFixture.ranges(ID, ID))));
  private static final Set<Bytes> SIGNED =
      Set.of(REPLIED.digest(), REJECTED.digest(), BY_SUBNET.digest(), BY_SHARD.digest());

  private final CertificateVerifier verifier =
      new CertificateVerifier(ROOT.der(), Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofMinutes(5));

  static Stream<byte[]> seeds() {
    return Stream.of(
            CertificateFixture.certificate(REPLIED, ROOT),
            delegated(REPLIED, BY_SUBNET),
            delegated(REJECTED, BY_SHARD))
        .map(Bytes::toByteArray);
  }

  private static Bytes delegated(HashTree state, HashTree subnet) {
    return CertificateFixture.delegated(
        state, SUBNET, ID, CertificateFixture.certificate(subnet, ROOT));
  }

  @MethodSource("seeds")
  @FuzzTest
  void verify(byte[] input) {
    Bytes cbor = Bytes.wrap(input);
    try {
      assertTrue(SIGNED.contains(verifier.verify(cbor, ID).tree().digest()), "forged");
    } catch (UntrustedException refused) {
      look(cbor);
    }
  }

  /** What is done with a certificate once it is trusted. */
  private static void look(Bytes cbor) {
    try {
      Certificate certificate = Certificate.decode(cbor);
      CanisterRange.of(certificate.tree(), ID).forEach(range -> range.contains(ID));
    } catch (CborException refused) {
      return;
    }
  }
}
