package icws.ic;

import static icws.ic.CertificateFixture.certificate;
import static icws.ic.CertificateFixture.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import icws.ic.CertificateFixture.BlsKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How often a certificate's signature is verified that is shown again and again. */
class CertificateMemoryTest {

  private static final BlsKey ROOT = new BlsKey(1);
  private static final BlsKey STRANGER = new BlsKey(2);
  private static final Principal CANISTER = Principal.of(Bytes.ofHex("00000000000000050101"));

  private final CertificateVerifier verifier =
      new CertificateVerifier(
          ROOT.der(), SdkFrame.clock(0), CertificateVerifier.DEFAULT_MAX_AGE, 2);

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
    show(1, 2, 1, 2, 1, 2);
    assertEquals(2, verifier.verifications());
  }

  @Test
  void theOneThatWasShownLongestAgoIsForgottenFirst() {
    show(1, 2, 1, 3, 1);
    assertEquals(3, verifier.verifications());
    show(2);
    assertEquals(4, verifier.verifications());
  }

  @Test
  void badOnesDoNotDriveTheGoodOnesOut() {
    show(1, 2);
    for (int i = 3; i < 10; i++) {
      showForged(i);
    }
    long before = verifier.verifications();
    show(1, 2);
    assertEquals(before, verifier.verifications());
  }
}
