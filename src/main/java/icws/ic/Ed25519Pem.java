package icws.ic;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** Ed25519 private keys in PKCS#8 PEM (RFC 8410, section 7). No message tells of a key's bytes. */
final class Ed25519Pem {

  private static final String TYPE = "PRIVATE KEY";

  private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

  private Ed25519Pem() {}

  static Bytes seed(String pem) {
    try (PemReader reader = new PemReader(new StringReader(pem))) {
      PemObject object = reader.readPemObject();
      if (object == null || !object.getType().equals(TYPE)) {
        throw new IllegalArgumentException("no PEM of the type PRIVATE KEY (PKCS#8)");
      }
      return seed(PrivateKeyInfo.getInstance(object.getContent()));
    } catch (IOException | IllegalStateException e) {
      throw new IllegalArgumentException("not a private key in PKCS#8 PEM", e);
    }
  }

  private static Bytes seed(PrivateKeyInfo info) throws IOException {
    if (!info.getPrivateKeyAlgorithm().getAlgorithm().equals(ED25519)) {
      throw new IllegalArgumentException("the private key is not an Ed25519 key");
    }
    Bytes seed = Bytes.wrap(ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets());
    if (seed.size() != Ed25519Identity.SEED_BYTES) {
      throw new IllegalArgumentException("the private key has not 32 bytes");
    }
    ASN1BitString publicKey = info.getPublicKeyData();
    if (publicKey != null
        && !Bytes.wrap(publicKey.getOctets()).equals(Ed25519Identity.ofSeed(seed).rawPublicKey())) {
      throw new IllegalArgumentException("the public key in the file is not the private key's");
    }
    return seed;
  }

  static String write(Ed25519PrivateKeyParameters key) {
    try {
      PrivateKeyInfo info =
          new PrivateKeyInfo(
              new AlgorithmIdentifier(ED25519), new DEROctetString(key.getEncoded()));
      StringWriter text = new StringWriter();
      try (PemWriter writer = new PemWriter(text)) {
        writer.writeObject(new PemObject(TYPE, info.getEncoded()));
      }
      return text.toString();
    } catch (IOException e) {
      throw new IllegalStateException("a private key that cannot be encoded", e);
    }
  }
}
