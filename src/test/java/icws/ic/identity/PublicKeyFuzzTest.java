package icws.ic.identity;

import com.code_intelligence.jazzer.junit.FuzzTest;
import icws.ic.Bytes;
import icws.ic.SdkFrame;
import icws.ic.UntrustedException;
import icws.ic.certificate.CertificateFixture;
import icws.ic.certificate.CertificateVerifier;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keys from anywhere, the DER and COSE of all kinds, and signatures beside them: what is no key or
 * no signature is untrusted, and nothing else.
 */
@Tag("fuzz")
class PublicKeyFuzzTest {

  private static final Bytes MESSAGE = Bytes.utf8("\nic-request and so on");
  private static final CertificateVerifier CERTIFICATES =
      new CertificateVerifier(
          new CertificateFixture.BlsKey(1).der(),
          SdkFrame.clock(0),
          CertificateVerifier.DEFAULT_MAX_AGE);

  /** Each is a key, its length in front, then a signature. */
  static Stream<byte[]> seeds() {
    Stream<Bytes> signed =
        Stream.of(SdkFrame.ED25519, SdkFrame.P256, SdkFrame.SECP256K1)
            .map(SdkFrame::envelope)
            .map(Envelope::decode)
            .map(by -> seed(by.publicKeyDer().orElseThrow(), by.signature().orElseThrow()));
    Stream<Bytes> passkeys =
        Stream.of(Passkey.p256(), Passkey.rsa(2_048))
            .map(passkey -> seed(passkey.publicKeyDer(), passkey.sign(MESSAGE)));
    return Stream.of(signed, passkeys, others()).flatMap(seeds -> seeds).map(Bytes::toByteArray);
  }

  private static Stream<Bytes> others() {
    Bytes canister =
        Bytes.ofHex("301e300c060a2b0601040183b8430102030e000a000000000000000701010a0b");
    Bytes certificate = Bytes.ofHex("d9d9f7a26b6365727469666963617465416164747265658100");
    return Stream.of(seed(canister, certificate));
  }

  private static Bytes seed(Bytes key, Bytes signature) {
    return Bytes.concat(Bytes.of(key.size() >> 8, key.size()), key, signature);
  }

  @MethodSource("seeds")
  @FuzzTest
  void verify(byte[] input) {
    if (input.length < 2) {
      return;
    }
    int end = Math.min(input.length, 2 + ((input[0] & 0xff) << 8 | (input[1] & 0xff)));
    Bytes all = Bytes.wrap(input);
    Bytes key = all.slice(2, end);
    Bytes signature = all.slice(end, all.size());
    verify(key, signature);
    for (Bytes message : List.of(MESSAGE, Bytes.EMPTY)) {
      verify(key, message, signature);
    }
  }

  private static void verify(Bytes key, Bytes signature) {
    try {
      CanisterKey.ofDer(key)
          .ifPresent(canister -> canister.verify(MESSAGE, signature, CERTIFICATES));
    } catch (UntrustedException refused) {
      return;
    }
  }

  private static void verify(Bytes key, Bytes message, Bytes signature) {
    try {
      PublicKey.ofDer(key).verifies(message, signature);
    } catch (UntrustedException refused) {
      return;
    }
  }
}
