package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborReader;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;

/**
 * A COSE key (RFC 9052, section 7) of one of the two kinds that the network takes: ECDSA over P-256
 * and RSASSA-PKCS1-v1_5, both with SHA-256. Immutable and thread-safe.
 *
 * @param key a point of P-256, or an RSA key of 2,048 to 8,192 bits
 */
record CoseKey(AsymmetricKeyParameter key) {

  // RFC 9052, section 7.1; RFC 9053, section 7.1.1; RFC 8230, section 4; RFC 8812, section 2.
  private static final int TYPE = 1;
  private static final int ALGORITHM = 3;
  private static final long TYPE_EC2 = 2;
  private static final long TYPE_RSA = 3;
  private static final long ES256 = -7;
  private static final long RS256 = -257;
  private static final int EC2_CURVE = -1;
  private static final int EC2_X = -2;
  private static final int EC2_Y = -3;
  private static final long P256 = 1;
  private static final int COORDINATE_BYTES = 32;
  private static final int RSA_MODULUS = -1;
  private static final int RSA_EXPONENT = -2;

  // The network's bounds, and those of the library that it checks signatures with.
  private static final int MIN_MODULUS_BITS = 2_048;
  private static final int MAX_MODULUS_BITS = 8_192;
  private static final int MAX_EXPONENT_BITS = 33;

  /**
   * Reads a key.
   *
   * @throws CborException if it is no COSE key
   * @throws IllegalArgumentException if it is of another kind, or out of bounds
   */
  static CoseKey read(Bytes cose) {
    Fields fields = CborReader.read(cose, Fields::new);
    long type = fields.number(TYPE);
    long algorithm = fields.number(ALGORITHM);
    if (type == TYPE_EC2 && algorithm == ES256 && fields.number(EC2_CURVE) == P256) {
      return new CoseKey(point(fields.bytes(EC2_X), fields.bytes(EC2_Y)));
    }
    if (type == TYPE_RSA && algorithm == RS256) {
      return new CoseKey(rsa(fields.natural(RSA_MODULUS), fields.natural(RSA_EXPONENT)));
    }
    throw new IllegalArgumentException("a COSE key of algorithm " + algorithm);
  }

  /**
   * Whether the signature over the message is this key's.
   *
   * @param signature as authenticators make it: DER where it is of ECDSA
   */
  boolean verifies(Bytes message, Bytes signature) {
    Signer verifier =
        key instanceof RSAKeyParameters
            ? new RSADigestSigner(new SHA256Digest())
            : new DSADigestSigner(new ECDSASigner(), new SHA256Digest());
    verifier.init(false, key);
    verifier.update(message.toByteArray(), 0, message.size());
    return verifier.verifySignature(signature.toByteArray());
  }

  private static AsymmetricKeyParameter point(Bytes x, Bytes y) {
    if (x.size() != COORDINATE_BYTES || y.size() != COORDINATE_BYTES) {
      throw new IllegalArgumentException("a coordinate that is not of 32 bytes");
    }
    // With arithmetic of its own for this curve, several times as fast.
    X9ECParameters p256 = CustomNamedCurves.getByOID(SECObjectIdentifiers.secp256r1);
    return new ECPublicKeyParameters(
        p256.getCurve().createPoint(number(x), number(y)), new ECDomainParameters(p256));
  }

  private static AsymmetricKeyParameter rsa(BigInteger modulus, BigInteger exponent) {
    int bits = modulus.bitLength();
    if (bits < MIN_MODULUS_BITS || bits > MAX_MODULUS_BITS || !modulus.testBit(0)) {
      throw new IllegalArgumentException("an RSA key of " + bits + " bits, or an even one");
    }
    if (exponent.bitLength() > MAX_EXPONENT_BITS || !exponent.testBit(0)) {
      throw new IllegalArgumentException("an RSA exponent of more than 33 bits, or an even one");
    }
    // The network does not look for factors either. It takes time, and a bad key harms its owner.
    boolean asItIs = true;
    return new RSAKeyParameters(false, modulus, exponent, asItIs);
  }

  private static BigInteger number(Bytes bigEndian) {
    return new BigInteger(1, bigEndian.toByteArray());
  }

  /** What a COSE key is made of, by label. */
  private static final class Fields {
    private final Map<Integer, Long> numbers = new HashMap<>();
    private final Map<Integer, Bytes> strings = new HashMap<>();

    Fields(CborReader in) {
      in.numberedMap(label -> field(label, in));
    }

    private void field(int label, CborReader in) {
      switch (in.peek()) {
        case INTEGER -> numbers.put(label, in.integer().longValue());
        case BYTES -> strings.put(label, in.bytes());
        default -> in.skip();
      }
    }

    long number(int label) {
      return require(numbers, label);
    }

    Bytes bytes(int label) {
      return require(strings, label);
    }

    BigInteger natural(int label) {
      return CoseKey.number(bytes(label));
    }

    private static <T> T require(Map<Integer, T> fields, int label) {
      T value = fields.get(label);
      if (value == null) {
        throw new CborException("a COSE key without field " + label);
      }
      return value;
    }
  }
}
