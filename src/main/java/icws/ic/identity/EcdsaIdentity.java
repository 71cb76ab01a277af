package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * An ECDSA key pair that signs in its own name, with SHA-256 (interface specification,
 * "Signatures"). A signature is r and s, of 32 bytes each.
 */
public final class EcdsaIdentity implements Identity {

  /** The curves that the network knows. */
  public enum Curve {
    /** The one that the network's command-line client makes keys on. */
    SECP256K1("1.3.132.0.10"),
    P256("1.2.840.10045.3.1.7");

    private final String id;

    Curve(String id) {
      this.id = id;
    }

    static Optional<Curve> of(ASN1ObjectIdentifier id) {
      return Stream.of(values()).filter(curve -> curve.id.equals(id.getId())).findFirst();
    }

    private ECNamedDomainParameters domain() {
      ASN1ObjectIdentifier name = new ASN1ObjectIdentifier(id);
      return new ECNamedDomainParameters(name, CustomNamedCurves.getByOID(name));
    }
  }

  private static final int NUMBER_BYTES = 32;

  private final ECPrivateKeyParameters privateKey;
  private final ECPoint publicPoint;
  private final Bytes publicKeyDer;

  private EcdsaIdentity(ECPrivateKeyParameters privateKey) {
    this.privateKey = privateKey;
    this.publicPoint =
        new FixedPointCombMultiplier()
            .multiply(privateKey.getParameters().getG(), privateKey.getD())
            .normalize();
    this.publicKeyDer = der(new ECPublicKeyParameters(publicPoint, privateKey.getParameters()));
  }

  /** An identity with a new key on a curve. */
  public static EcdsaIdentity generate(Curve curve, SecureRandom random) {
    ECNamedDomainParameters domain = curve.domain();
    BigInteger last = domain.getN().subtract(BigInteger.ONE);
    BigInteger number = BigIntegers.createRandomInRange(BigInteger.ONE, last, random);
    return new EcdsaIdentity(new ECPrivateKeyParameters(number, domain));
  }

  /**
   * The key pair of a private number (SEC 1, section 3.2.1), big-endian.
   *
   * @throws IllegalArgumentException if the number is none of the curve's
   */
  public static EcdsaIdentity ofNumber(Curve curve, Bytes number) {
    if (number.size() > NUMBER_BYTES) {
      throw new IllegalArgumentException("a private key of " + number.size() + " bytes, not of 32");
    }
    BigInteger d = new BigInteger(1, number.toByteArray());
    return new EcdsaIdentity(new ECPrivateKeyParameters(d, curve.domain()));
  }

  /** Whether the public key is this point (SEC 1, section 2.3.3), compressed or not. */
  boolean hasPublicPoint(Bytes encoded) {
    return encoded.equals(Bytes.wrap(publicPoint.getEncoded(false)))
        || encoded.equals(Bytes.wrap(publicPoint.getEncoded(true)));
  }

  @Override
  public Principal principal() {
    return Principal.selfAuthenticating(publicKeyDer);
  }

  @Override
  public Bytes publicKeyDer() {
    return publicKeyDer;
  }

  /** The same message always gets the same signature (RFC 6979). */
  @Override
  public Bytes sign(Bytes message) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, privateKey);
    BigInteger[] signature = signer.generateSignature(Sha256.hash(message).toByteArray());
    return Bytes.concat(number(signature[0]), number(low(signature[1])));
  }

  /** Of s and n - s, which both are right, the lower: some verifiers take no other. */
  private BigInteger low(BigInteger s) {
    return s.min(privateKey.getParameters().getN().subtract(s));
  }

  private static Bytes number(BigInteger value) {
    return Bytes.wrap(BigIntegers.asUnsignedByteArray(NUMBER_BYTES, value));
  }

  private static Bytes der(ECPublicKeyParameters key) {
    try {
      return Bytes.wrap(SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key).getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("a public key that cannot be encoded", e);
    }
  }

  @Override
  public List<SignedDelegation> delegations() {
    return List.of();
  }
}
