package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.identity.EcdsaIdentity.Curve;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * Private keys as PKCS#8 (RFC 5958; Ed25519: RFC 8410) and SEC 1 (RFC 5915) have them. No message
 * tells of a key's bytes.
 */
final class PrivateKeyDer {

  private PrivateKeyDer() {}

  /**
   * The identity of a key in PKCS#8, with the public key or without.
   *
   * @throws IllegalArgumentException if it is of a kind that the network does not know, or its
   *     public key is another's
   */
  static Identity pkcs8(PrivateKeyInfo info) throws IOException {
    AlgorithmIdentifier kind = info.getPrivateKeyAlgorithm();
    if (kind.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      EcdsaIdentity identity =
          sec1(ECPrivateKey.getInstance(info.parsePrivateKey()), kind.getParameters());
      requireSame(info.getPublicKeyData(), identity);
      return identity;
    }
    if (!kind.getAlgorithm().equals(PublicKey.ED25519)) {
      throw new IllegalArgumentException(KeyKind.ofAlgorithm(kind.getAlgorithm()));
    }
    return ed25519(info);
  }

  private static Ed25519Identity ed25519(PrivateKeyInfo info) throws IOException {
    Bytes seed = Bytes.wrap(ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets());
    Ed25519Identity identity = Ed25519Identity.ofSeed(seed);
    ASN1BitString publicKey = info.getPublicKeyData();
    if (publicKey != null && !identity.rawPublicKey().equals(Bytes.wrap(publicKey.getOctets()))) {
      throw otherPublicKey();
    }
    return identity;
  }

  static PrivateKeyInfo pkcs8(Ed25519Identity identity) {
    try {
      return new PrivateKeyInfo(
          new AlgorithmIdentifier(PublicKey.ED25519),
          new DEROctetString(identity.seed().toByteArray()));
    } catch (IOException e) {
      throw new IllegalStateException("a private key that cannot be encoded", e);
    }
  }

  /**
   * The identity of a key in SEC 1. Its curve is named in it or beside it; where it is not, the
   * public key tells, and where there is none either, it is secp256k1, as command-line clients of
   * the network have it.
   *
   * @param beside the curve as it is named beside the key, if it is
   */
  static EcdsaIdentity sec1(ECPrivateKey key, @Nullable ASN1Encodable beside) {
    Bytes number = Bytes.wrap(BigIntegers.asUnsignedByteArray(key.getKey()));
    ASN1Encodable inside = key.getParametersObject();
    if (inside != null && beside != null && !inside.equals(beside)) {
      throw new IllegalArgumentException("a key of two different curves");
    }
    ASN1Encodable named = inside != null ? inside : beside;
    ASN1BitString publicKey = key.getPublicKey();
    EcdsaIdentity identity =
        named != null
            ? EcdsaIdentity.ofNumber(curve(named), number)
            : ofUnnamedCurve(number, publicKey);
    requireSame(publicKey, identity);
    return identity;
  }

  private static Curve curve(ASN1Encodable named) {
    if (!(named instanceof ASN1ObjectIdentifier id)) {
      throw new IllegalArgumentException(
          "an ECDSA key whose curve is spelt out instead of named; `openssl ec -param_enc"
              + " named_curve` names it");
    }
    return Curve.of(id).orElseThrow(() -> new IllegalArgumentException(KeyKind.ofCurve(id)));
  }

  private static EcdsaIdentity ofUnnamedCurve(Bytes number, @Nullable ASN1BitString publicKey) {
    Optional<EcdsaIdentity> fitting =
        Stream.of(Curve.values())
            .map(curve -> EcdsaIdentity.ofNumber(curve, number))
            .filter(
                identity ->
                    publicKey == null || identity.hasPublicPoint(Bytes.wrap(publicKey.getOctets())))
            .findFirst();
    return fitting.orElseThrow(PrivateKeyDer::otherPublicKey);
  }

  private static void requireSame(@Nullable ASN1BitString publicKey, EcdsaIdentity identity) {
    if (publicKey != null && !identity.hasPublicPoint(Bytes.wrap(publicKey.getOctets()))) {
      throw otherPublicKey();
    }
  }

  private static IllegalArgumentException otherPublicKey() {
    return new IllegalArgumentException("a private key beside a public key that is not its own");
  }
}
