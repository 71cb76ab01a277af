package icws.ic.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import icws.ic.Bytes;
import icws.ic.SdkFrame;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each key has one encoding: whatever else means the same key would be another principal. */
@Tag("slow")
class PublicKeyTest {

  private static final String RAW =
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  private static final String ED25519 = "302a300506032b6570032100" + RAW;

  /** The canister 00000000000000070101 and the seed 0a0b. */
  private static final String CANISTER =
      "301e300c060a2b0601040183b8430102030e000a000000000000000701010a0b";

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "P256", "SECP256K1"})
  void keysOfThePublishedIdentitiesAreRead(SdkFrame frame) {
    Bytes der = Envelope.decode(frame.envelope()).publicKeyDer().orElseThrow();

    assertEquals(
        frame == SdkFrame.ED25519 ? PublicKey.Edwards.class : PublicKey.Ecdsa.class,
        PublicKey.ofDer(der).getClass());
  }

  @Test
  void passkeysAreRead() {
    assertInstanceOf(WebAuthnKey.class, PublicKey.ofDer(Passkey.p256().publicKeyDer()));
    assertInstanceOf(WebAuthnKey.class, PublicKey.ofDer(Passkey.rsa(2_048).publicKeyDer()));
    BigInteger largest = BigInteger.ONE.shiftLeft(8_192).subtract(BigInteger.ONE);
    assertInstanceOf(WebAuthnKey.class, PublicKey.ofDer(Passkey.der(Passkey.rsaCose(largest))));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "long length, 30812a300506032b6570032100",
    "longer length, 3082002a300506032b6570032100",
    "long inner length, 302b30810506032b6570032100",
    "parameters that are null, 302c300706032b65700500032100",
    "unused bits, 302a300506032b6570032101",
    "nothing after it, 302a300506032b65700321",
    "one byte less, 3029300506032b6570032000"
  })
  void otherEncodingsOfAnEd25519KeyAreRefused(String what, String head) {
    assertEquals(RAW, ((PublicKey.Edwards) PublicKey.ofDer(Bytes.ofHex(ED25519))).raw().hex());
    assertRefused(head + RAW);
  }

  @Test
  void sequencesOfIndefiniteLengthAreRefused() {
    assertRefused("3080300506032b6570032100" + RAW + "0000");
    assertRefused("302c308006032b65700000032100" + RAW);
    assertRefused("30803080" + "06032b6570" + "0000" + "032100" + RAW + "0000");
    assertRefused("302c300506032b6570" + "2380" + "032100" + RAW + "0000");
  }

  @Test
  void bytesBehindAKeyAreRefused() {
    assertRefused(ED25519 + "00");
  }

  @ParameterizedTest
  @EnumSource(names = {"P256", "SECP256K1"})
  void pointsWithOneCoordinateAreRefused(SdkFrame frame) {
    Bytes der = Envelope.decode(frame.envelope()).publicKeyDer().orElseThrow();
    int point = der.size() - 65;
    boolean odd = (der.at(der.size() - 1) & 1) != 0;
    byte[] head = der.slice(0, point).toByteArray();
    head[1] = (byte) (head[1] - 32);
    head[point - 2] = (byte) (head[point - 2] - 32);

    Bytes compressed =
        Bytes.concat(Bytes.wrap(head), Bytes.of(odd ? 3 : 2), der.slice(point + 1, point + 1 + 32));

    assertRefused(compressed.hex());
  }

  @Test
  void keyThatIsTooLongIsNotLookedAt() {
    assertRefused("3080".repeat(1_025));
    assertRefused("30".repeat(100_000));
    assertRefused("3080".repeat(1_000));
  }

  @Test
  void keyOfACanisterIsRead() {
    CanisterKey key = CanisterKey.ofDer(Bytes.ofHex(CANISTER)).orElseThrow();

    assertEquals(Bytes.ofHex("00000000000000070101"), key.canister().raw());
    assertEquals(Bytes.ofHex("0a0b"), key.seed());
    assertEquals(Optional.empty(), CanisterKey.ofDer(Bytes.ofHex(ED25519)));
  }

  @ParameterizedTest
  @CsvSource({"301e, 00", "3080, 0000", "30811e, ''", "3083001e, ''"})
  void otherEncodingsOfACanistersKeyAreRefused(String head, String tail) {
    Bytes der = Bytes.ofHex(head + CANISTER.substring(4) + tail);

    assertThrows(UntrustedException.class, () -> CanisterKey.ofDer(der));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "the management canister, 000a0b",
    "the anonymous user, 01040a0b",
    "a reserved id, 02aa7f0a0b",
    "an id longer than the key, 0a0000",
    "an id of 30 bytes, 1e000000000000000000000000000000000000000000000000000000000000",
    "nothing at all, ''"
  })
  void keyOfWhatIsNoCanisterIsRefused(String what, String key) {
    Bytes raw = Bytes.ofHex(key);
    Bytes der =
        Bytes.concat(
            Bytes.of(0x30, 0x11 + raw.size()),
            Bytes.ofHex("300c060a2b0601040183b843010203"),
            Bytes.of(1 + raw.size(), 0),
            raw);

    UntrustedException refusal =
        assertThrows(UntrustedException.class, () -> CanisterKey.ofDer(der), what);
    assertEquals(Reason.MALFORMED, refusal.reason());
  }

  private static void assertRefused(String hex) {
    Bytes der = Bytes.ofHex(hex);
    assertEquals(
        Reason.MALFORMED,
        assertThrows(UntrustedException.class, () -> PublicKey.ofDer(der)).reason());
  }
}
