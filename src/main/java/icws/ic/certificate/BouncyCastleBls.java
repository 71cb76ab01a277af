package icws.ic.certificate;

import icws.ic.Bytes;
import org.bouncycastle.crypto.bls.BLS12_381G1;
import org.bouncycastle.crypto.bls.BLS12_381G2;
import org.bouncycastle.crypto.bls.BLS12_381G2Point;
import org.bouncycastle.crypto.bls.BLS12_381Pairing;
import org.bouncycastle.crypto.bls.BLS12_381Serialization;
import org.bouncycastle.crypto.bls.BLS12_381SubgroupCheck;
import org.bouncycastle.crypto.bls.Fp12Element;
import org.bouncycastle.crypto.hash2curve.HashToCurveProfile;
import org.bouncycastle.crypto.hash2curve.HashToEllipticCurve;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;

/** BouncyCastle's BLS, in Java on every machine. */
final class BouncyCastleBls implements BlsLibrary {

  @Override
  public Key key(Bytes compressed) {
    BLS12_381G2Point point = BLS12_381Serialization.decompressG2(compressed.toByteArray());
    if (point.isInfinity() || !BLS12_381SubgroupCheck.isInG2Subgroup(point)) {
      throw new IllegalArgumentException("not a point of the group");
    }
    return (message, signature) -> verifies(point, message, signature);
  }

  private static boolean verifies(BLS12_381G2Point key, Bytes message, Bytes signature) {
    ECCurve curve = BLS12_381G1.createCurve();
    ECPoint signed;
    try {
      signed = BLS12_381Serialization.decompressG1(signature.toByteArray(), curve);
    } catch (IllegalArgumentException noPoint) {
      return false;
    }
    if (signed.isInfinity() || !BLS12_381SubgroupCheck.isInG1Subgroup(signed)) {
      return false;
    }
    // Made anew each time: it holds a digest's state.
    HashToEllipticCurve hasher =
        HashToEllipticCurve.getInstance(
            HashToCurveProfile.BLS12_381_G1_XMD_SHA_256_SSWU_RO, DOMAIN);
    ECPoint hashed = hasher.hashToCurve(message.toByteArray());
    // e(-signature, generator) * e(hash, key) = 1
    Fp12Element product =
        BLS12_381Pairing.multiPair(
            new ECPoint[] {signed.negate(), hashed},
            new BLS12_381G2Point[] {BLS12_381G2.getGenerator(), key});
    return product.equals(Fp12Element.ONE);
  }
}
