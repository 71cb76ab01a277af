package icws.devnet.http;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.AsymmetricCipherKeyPairGenerator;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/** A user's key pair, of any kind that may sign requests. */
final class TestKey {
  private final AsymmetricKeyParameter secret;
  private final Bytes publicKeyDer;
  private final boolean ecdsa;

  private TestKey(AsymmetricCipherKeyPairGenerator generator, boolean ecdsa) {
    AsymmetricCipherKeyPair pair = generator.generateKeyPair();
    this.secret = pair.getPrivate();
    this.ecdsa = ecdsa;
    try {
      this.publicKeyDer =
          Bytes.wrap(
              SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(pair.getPublic())
                  .getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static TestKey ed25519() {
    Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
    generator.init(new Ed25519KeyGenerationParameters(new SecureRandom()));
    return new TestKey(generator, false);
  }

  static TestKey p256() {
    return ecdsa(SECObjectIdentifiers.secp256r1);
  }

  static TestKey secp256k1() {
    return ecdsa(SECObjectIdentifiers.secp256k1);
  }

  /** A curve that the IC does not take. */
  static TestKey p384() {
    return ecdsa(SECObjectIdentifiers.secp384r1);
  }

  private static TestKey ecdsa(ASN1ObjectIdentifier curve) {
    ECKeyPairGenerator generator = new ECKeyPairGenerator();
    generator.init(
        new ECKeyGenerationParameters(
            new ECNamedDomainParameters(curve, CustomNamedCurves.getByOID(curve)),
            new SecureRandom()));
    return new TestKey(generator, true);
  }

  Bytes publicKeyDer() {
    return publicKeyDer;
  }

  Principal principal() {
    return Principal.selfAuthenticating(publicKeyDer);
  }

  Bytes sign(Bytes message) {
    if (!ecdsa) {
      Ed25519Signer signer = new Ed25519Signer();
      signer.init(true, secret);
      signer.update(message.toByteArray(), 0, message.size());
      return Bytes.wrap(signer.generateSignature());
    }
    ECDSASigner signer = new ECDSASigner();
    signer.init(true, secret);
    BigInteger[] pair = signer.generateSignature(Sha256.hash(message).toByteArray());
    return Bytes.concat(fixed(pair[0]), fixed(pair[1]));
  }

  private static Bytes fixed(BigInteger number) {
    byte[] signed = number.toByteArray();
    byte[] out = new byte[32];
    int length = Math.min(signed.length, out.length);
    System.arraycopy(signed, signed.length - length, out, out.length - length, length);
    return Bytes.wrap(out);
  }
}
