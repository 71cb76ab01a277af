package icws.ic;

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

/**
 * A BLS12-381 public key in G2 with signatures in G1, which certificates are signed with (interface
 * specification, "Certificate"; draft-irtf-cfrg-bls-signature-05, minimal signature size).
 * Thread-safe.
 */
final class BlsPublicKey {

  /** Everything in front of the 96 bytes of the compressed point. */
  private static final Bytes DER_PREFIX =
      Bytes.ofHex("308182301d060d2b0601040182dc7c0503010201060c2b0601040182dc7c05030201036100");

  private static final int POINT_BYTES = 96;
  private static final int SIGNATURE_BYTES = 48;
  private static final String DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

  private final Bytes encoded;
  private final BLS12_381G2Point point;

  private BlsPublicKey(Bytes encoded, BLS12_381G2Point point) {
    this.encoded = encoded;
    this.point = point;
  }

  /**
   * Reads a DER-encoded key and checks that it is a point of the right group.
   *
   * @throws IllegalArgumentException if it is not
   */
  static BlsPublicKey ofDer(Bytes der) {
    if (der.size() != DER_PREFIX.size() + POINT_BYTES || !der.startsWith(DER_PREFIX)) {
      throw new IllegalArgumentException("not a DER-encoded BLS12-381 public key");
    }
    Bytes encoded = der.slice(DER_PREFIX.size(), der.size()).compact();
    BLS12_381G2Point point = BLS12_381Serialization.decompressG2(encoded.toByteArray());
    if (point.isInfinity() || !BLS12_381SubgroupCheck.isInG2Subgroup(point)) {
      throw new IllegalArgumentException("the BLS12-381 public key is not in the group");
    }
    return new BlsPublicKey(encoded, point);
  }

  /** The compressed point. */
  Bytes encoded() {
    return encoded;
  }

  /** Whether the signature over the message is this key's. Takes milliseconds. */
  boolean verifies(Bytes message, Bytes signature) {
    ECCurve curve = BLS12_381G1.createCurve();
    ECPoint signed = signaturePoint(signature, curve);
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
            new BLS12_381G2Point[] {BLS12_381G2.getGenerator(), point});
    return product.equals(Fp12Element.ONE);
  }

  private static ECPoint signaturePoint(Bytes signature, ECCurve curve) {
    if (signature.size() != SIGNATURE_BYTES) {
      return curve.getInfinity();
    }
    try {
      return BLS12_381Serialization.decompressG1(signature.toByteArray(), curve);
    } catch (IllegalArgumentException notOnTheCurve) {
      return curve.getInfinity(); // no signature is the point at infinity
    }
  }
}
