package icws.ic.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.certificate.CertificateFixture.BlsKey;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both libraries take the same, and refuse the same. */
class BlsLibraryTest {
  private static final String DER =
      "308182301d060d2b0601040182dc7c0503010201060c2b0601040182dc7c05030201036100";
  private static final BlsKey SIGNER = new BlsKey(1);
  private static final Bytes MESSAGE = Bytes.utf8("\ric-state-root and a hash");
  private static final int TRIES = 60;

  static Stream<BlsLibrary> libraries() {
    return Stream.of(BlstLibrary.load(), new BouncyCastleBls());
  }

  /** Of the state roots of two certificates, as dfinity/ic's ic-verify-bls-signature has them. */
  @ParameterizedTest
  @MethodSource("libraries")
  void signaturesOfTheNetworkAreGood(BlsLibrary library) {
    assertTrue(
        BlsPublicKey.ofDer(
                Bytes.ofHex(
                    DER
                        + "814c0e6ec71fab583b08bd81373c255c3c371b2e84863c98a4f1e08b74235d14"
                        + "fb5d9c0cd546d9685f913a0c0b2cc5341583bf4b4392e467db96d65b9bb4cb71"
                        + "7112f8472e0d5a4d14505ffd7484b01291091c5f87b98883463f98091a0baaae"),
                library)
            .verifies(
                Bytes.ofHex(
                    "0d69632d73746174652d726f6f74"
                        + "e6c01e909b4923345ce5970962bcfe3004bfd8474a21dae28f50692502f46d90"),
                Bytes.ofHex(
                    "ace9fcdd9bc977e05d6328f889dc4e7c99114c737a494653cb27a1f55c06f455"
                        + "5e0f160980af5ead098acc195010b2f7")));
    assertTrue(
        BlsPublicKey.ofDer(
                Bytes.ofHex(
                    DER
                        + "9933e1f89e8a3c4d7fdcccdbd518089e2bd4d8180a261f18d9c247a52768ebce"
                        + "98dc7328a39814a8f911086a1dd50cbe015e2a53b7bf78b55288893daa15c346"
                        + "640e8831d72a12bdedd979d28470c34823b8d1c3f4795d9c3984a247132e94fe"),
                library)
            .verifies(
                Bytes.ofHex(
                    "0d69632d73746174652d726f6f74"
                        + "b294b418b11ebe5dd7dd1dcb099e4e0372b9a42aef7a7a37fb4f25667d705ea9"),
                Bytes.ofHex(
                    "89a2be21b5fa8ac9fab1527e041327ce899d7da971436a1f2165393947b4d942"
                        + "365bfe5488710e61a619ba48388a21b1")));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void whatIsNotItsOwnIsRefused(BlsLibrary library) {
    BlsPublicKey key = BlsPublicKey.ofDer(SIGNER.der(), library);
    Bytes signature = SIGNER.sign(MESSAGE);
    assertTrue(key.verifies(MESSAGE, signature));
    assertFalse(key.verifies(Bytes.utf8("another"), signature));
    assertFalse(key.verifies(MESSAGE, new BlsKey(2).sign(MESSAGE)));
    for (int i = 0; i < signature.size(); i++) {
      byte[] changed = signature.toByteArray();
      changed[i] ^= (byte) (1 << i % Byte.SIZE);
      assertFalse(key.verifies(MESSAGE, Bytes.wrap(changed)), "byte " + i);
    }
    for (int size : List.of(0, 1, 47, 49, 96)) {
      assertFalse(key.verifies(MESSAGE, Bytes.wrap(new byte[size])), size + " bytes");
    }
    assertFalse(key.verifies(MESSAGE, infinity(48)));
  }

  private static Bytes infinity(int size) {
    byte[] point = new byte[size];
    point[0] = (byte) 0xc0;
    return Bytes.wrap(point);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void whatIsNoKeyIsRefused(BlsLibrary library) {
    Bytes prefix = Bytes.ofHex(DER);
    for (Bytes point :
        List.of(infinity(96), Bytes.wrap(new byte[96]), Bytes.ofHex("80".repeat(96)))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> BlsPublicKey.ofDer(Bytes.concat(prefix, point), library));
    }
    byte[] uncompressed = SIGNER.der().toByteArray();
    uncompressed[prefix.size()] &= 0x7f;
    assertThrows(
        IllegalArgumentException.class,
        () -> BlsPublicKey.ofDer(Bytes.wrap(uncompressed), library));
  }

  /** Most of these are no points; of the others hardly one is of the group. */
  @ParameterizedTest
  @MethodSource("libraries")
  void pointsOutsideOfTheGroupAreRefused(BlsLibrary library) {
    BlsPublicKey key = BlsPublicKey.ofDer(SIGNER.der(), library);
    Random random = new Random(1);
    for (int i = 0; i < TRIES; i++) {
      assertFalse(key.verifies(MESSAGE, point(random, 48)));
      Bytes der = Bytes.concat(Bytes.ofHex(DER), point(random, 96));
      assertThrows(IllegalArgumentException.class, () -> BlsPublicKey.ofDer(der, library));
    }
  }

  private static Bytes point(Random random, int size) {
    byte[] point = new byte[size];
    random.nextBytes(point);
    // Compressed, and a coordinate below the modulus.
    point[0] = (byte) (0x80 | (point[0] & 0x2f) % 0x1a);
    return Bytes.wrap(point);
  }

  @Test
  void whereItLoadsTheFastOneIsTaken() {
    assertInstanceOf(BlstLibrary.class, BlsLibrary.fastest());
    assertEquals(BlsLibrary.fastest(), BlsLibrary.fastest());
  }
}
