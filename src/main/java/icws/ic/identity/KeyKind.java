package icws.ic.identity;

import icws.ic.Bytes;
import java.util.Map;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Names what is found where a private key of the network's should be, and what to do about it. */
final class KeyKind {

  private static final String OURS = "; the network takes Ed25519, secp256k1 and P-256";

  private static final Map<ASN1ObjectIdentifier, String> ALGORITHMS =
      Map.of(
          PKCSObjectIdentifiers.rsaEncryption,
          "an RSA key",
          PKCSObjectIdentifiers.id_RSASSA_PSS,
          "an RSA key",
          X9ObjectIdentifiers.id_dsa,
          "a DSA key",
          PKCSObjectIdentifiers.dhKeyAgreement,
          "a Diffie-Hellman key",
          new ASN1ObjectIdentifier("1.3.101.110"),
          "an X25519 key",
          new ASN1ObjectIdentifier("1.3.101.111"),
          "an X448 key",
          new ASN1ObjectIdentifier("1.3.101.113"),
          "an Ed448 key");

  private static final Map<String, String> PEM_TYPES =
      Map.of(
          "RSA PRIVATE KEY", "an RSA key" + OURS,
          "DSA PRIVATE KEY", "a DSA key" + OURS,
          "OPENSSH PRIVATE KEY",
              "an OpenSSH key, which is for logging in; make one for the gateway",
          "PGP PRIVATE KEY BLOCK", "a PGP key" + OURS,
          "CERTIFICATE", "a certificate; its private key is in another file",
          "TRUSTED CERTIFICATE", "a certificate; its private key is in another file",
          "CERTIFICATE REQUEST", "a request for a certificate; its private key is in another file",
          "PUBLIC KEY", "a public key; its private key is in another file",
          "RSA PUBLIC KEY", "a public key, and an RSA one" + OURS,
          "EC PARAMETERS", "the name of a curve without a key; its private key is in another file");

  private static final Pattern SEED_PHRASE = Pattern.compile("\\s*([a-z]+\\s+){11,23}[a-z]+\\s*");

  /** A SEQUENCE of more than 127 bytes that begins with an INTEGER 3: RFC 7292, section 4. */
  private static final Pattern PKCS12 = Pattern.compile("30(80|81..|82....)020103.*");

  private static final String DER_SEQUENCE = "30";
  private static final String JAVA_KEYSTORE = "feedfeed";
  private static final int HEAD_BYTES = 16;

  private KeyKind() {}

  /** A private key that names its algorithm. */
  static String ofAlgorithm(ASN1ObjectIdentifier algorithm) {
    return ALGORITHMS.getOrDefault(algorithm, "a key of the kind " + algorithm) + OURS;
  }

  /** An ECDSA key that names its curve. */
  static String ofCurve(ASN1ObjectIdentifier curve) {
    String name = ECNamedCurveTable.getName(curve);
    return "an ECDSA key on the curve " + (name == null ? curve : name) + OURS;
  }

  /** What is between BEGIN and END of a PEM. */
  static String ofPemType(String type) {
    return PEM_TYPES.getOrDefault(type, "a PEM of the type " + type + ", not of PRIVATE KEY");
  }

  /** What has no PEM in it. */
  static String ofContent(Bytes content, String text) {
    if (text.isBlank()) {
      return "nothing; it is empty";
    }
    String head = content.slice(0, Math.min(content.size(), HEAD_BYTES)).hex();
    if (PKCS12.matcher(head).matches()) {
      return "a PKCS#12 file; `openssl pkcs12 -nocerts -noenc` takes the key out of it";
    }
    if (head.startsWith(DER_SEQUENCE)) {
      return "binary DER; `openssl pkey -inform DER` makes PEM of a key";
    }
    if (head.startsWith(JAVA_KEYSTORE)) {
      return "a Java key store; `keytool -importkeystore -deststoretype PKCS12` and then `openssl"
          + " pkcs12 -nocerts -noenc` take the key out of it";
    }
    if (text.startsWith("PuTTY-User-Key-File")) {
      return "a PuTTY key, which is for logging in; make one for the gateway";
    }
    if (SEED_PHRASE.matcher(text).matches()) {
      return "a seed phrase; `icp identity import --from-seed-file` makes an identity of it, and"
          + " `icp identity export` its key";
    }
    return "no private key in PEM, which begins with -----BEGIN PRIVATE KEY-----";
  }
}
