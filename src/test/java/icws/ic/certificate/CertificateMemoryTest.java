package icws.ic.certificate;

import static icws.ic.certificate.CertificateFixture.certificate;
import static icws.ic.certificate.CertificateFixture.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.SdkFrame;
import icws.ic.UntrustedException;
import icws.ic.certificate.CertificateFixture.BlsKey;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often a certificate's signature is verified that is shown again and again. */
class CertificateMemoryTest {

  private static final int REMEMBERED = 16;

  private static final BlsKey ROOT = new BlsKey(1);
  private static final BlsKey STRANGER = new BlsKey(2);
  private static final Principal CANISTER = Principal.of(Bytes.ofHex("00000000000000050101"));

  private final CertificateVerifier verifier =
      new CertificateVerifier(
          ROOT.der(), SdkFrame.clock(0), CertificateVerifier.DEFAULT_MAX_AGE, REMEMBERED);

  private void show(int... seconds) {
    for (int second : seconds) {
      verifier.verify(certificate(state(second), ROOT), CANISTER);
    }
  }

  private void showForged(int second) {
    assertThrows(
        UntrustedException.class,
        () -> verifier.verify(certificate(state(second), STRANGER), CANISTER));
  }

  private static HashTree state(int second) {
    return node(Map.of("time", CertificateFixture.time(SdkFrame.NOW.plusSeconds(second))));
  }

  @Test
  void asManyAreRememberedAsWereAskedFor() {
    for (int round = 0; round < 3; round++) {
      IntStream.range(0, REMEMBERED).forEach(this::show);
    }
    assertEquals(REMEMBERED, verifier.verifications());
  }

  @Test
  void theOneThatIsShownAgainAndAgainIsNotForgotten() {
    int others = 3 * REMEMBERED;
    for (int i = 1; i <= others; i++) {
      show(0, i);
    }
    assertEquals(1 + others, verifier.verifications());
  }

  @Test
  void badOnesDoNotDriveTheGoodOnesOut() {
    show(1, 2);
    for (int i = 3; i < 3 + 2 * REMEMBERED; i++) {
      showForged(i);
    }
    long before = verifier.verifications();
    show(1, 2);
    assertEquals(before, verifier.verifications());
  }
}
