package icws.ic.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.identity.EcdsaIdentity.Curve;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EcdsaIdentityTest {

  private static BigInteger order(Curve curve) {
    return CustomNamedCurves.getByName(curve == Curve.P256 ? "secp256r1" : "secp256k1").getN();
  }

  /** RFC 6979, appendix A.2.5, with SHA-256 and the message "test"; s is the lower of the two. */
  @Test
  void publishedSignatureIsMade() {
    EcdsaIdentity identity =
        EcdsaIdentity.ofNumber(
            Curve.P256,
            Bytes.ofHex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"));
    BigInteger published =
        new BigInteger("019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083", 16);

    assertEquals(
        "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
            + Bytes.wrap(
                    BigIntegers.asUnsignedByteArray(
                        32, published.min(order(Curve.P256).subtract(published))))
                .hex(),
        identity.sign(Bytes.utf8("test")).hex());
  }

  @ParameterizedTest
  @EnumSource(Curve.class)
  void signaturesAreOf64BytesWithALowSAndTheNetworksVerifierTakesThem(Curve curve) {
    EcdsaIdentity identity = EcdsaIdentity.generate(curve, new SecureRandom());
    PublicKey key = PublicKey.ofDer(identity.publicKeyDer());
    for (int i = 0; i < 64; i++) {
      Bytes message = Bytes.utf8("message " + i);
      Bytes signature = identity.sign(message);
      assertEquals(64, signature.size());
      BigInteger s = new BigInteger(1, signature.slice(32, 64).toByteArray());
      assertTrue(s.shiftLeft(1).compareTo(order(curve)) < 0);
      assertTrue(key.verifies(message, signature));
      assertFalse(key.verifies(Bytes.utf8("another"), signature));
    }
  }

  @ParameterizedTest
  @EnumSource(Curve.class)
  void aNumberOutsideOfTheCurveIsRefused(Curve curve) {
    Bytes order = Bytes.wrap(order(curve).toByteArray()).slice(1, 33);
    for (Bytes number : new Bytes[] {Bytes.EMPTY, Bytes.of(0), order, Bytes.of(new int[33])}) {
      assertThrows(IllegalArgumentException.class, () -> EcdsaIdentity.ofNumber(curve, number));
    }
  }

  @Test
  void generatedIdentitiesDiffer() {
    SecureRandom random = new SecureRandom();
    assertNotEquals(
        EcdsaIdentity.generate(Curve.P256, random).principal(),
        EcdsaIdentity.generate(Curve.P256, random).principal());
  }
}
