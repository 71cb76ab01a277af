package icws.ic.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.crypto.util.PBKDFConfig;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.bouncycastle.util.encoders.Hex;

/**
 * Private keys behind a passphrase: PKCS#8 with the schemes of RFC 8018 and RFC 7914, and the older
 * encryption of OpenSSL's own (RFC 1421's headers).
 */
final class EncryptedKey {

  /** With OWASP's advice of 2023 for the number of rounds. */
  private static final PBKDFConfig DERIVATION =
      new PBKDF2Config.Builder()
          .withPRF(PBKDF2Config.PRF_SHA256)
          .withIterationCount(600_000)
          .withSaltLength(16)
          .build();

  private EncryptedKey() {}

  /**
   * Opens a key in encrypted PKCS#8.
   *
   * @throws PassphraseException if the passphrase is missing or another's
   * @throws IllegalArgumentException if it cannot be opened here at all
   */
  static PrivateKeyInfo pkcs8(byte[] der, Passphrase passphrase) throws IOException {
    requirePassphrase(passphrase);
    PKCS8EncryptedPrivateKeyInfo encrypted = new PKCS8EncryptedPrivateKeyInfo(der);
    requireMemory(encrypted.toASN1Structure().getEncryptionAlgorithm());
    try {
      return encrypted.decryptPrivateKeyInfo(
          new JcePKCSPBEInputDecryptorProviderBuilder()
              .setProvider(new BouncyCastleProvider())
              .build(passphrase.characters()));
    } catch (PKCSException e) {
      throw closed(e);
    }
  }

  /**
   * Opens a key in SEC 1 that OpenSSL has encrypted.
   *
   * @param cipher and initial value, as the PEM's header {@code DEK-Info} has them
   */
  static ECPrivateKey sec1(byte[] encrypted, String cipher, Passphrase passphrase) {
    requirePassphrase(passphrase);
    String[] parts = cipher.split(",", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("an encrypted key that does not say how");
    }
    try {
      byte[] der =
          new BcPEMDecryptorProvider(passphrase.octets())
              .get(parts[0])
              .decrypt(encrypted, Hex.decode(parts[1].strip()));
      return ECPrivateKey.getInstance(ASN1Primitive.fromByteArray(der));
    } catch (IOException | IllegalArgumentException e) {
      throw closed(e);
    }
  }

  /** Encrypts a key so that the network's command-line client and OpenSSL can open it. */
  static byte[] encrypt(PrivateKeyInfo key, Passphrase passphrase, SecureRandom random) {
    try {
      return new PKCS8EncryptedPrivateKeyInfoBuilder(key)
          .build(
              new JcePKCSPBEOutputEncryptorBuilder(DERIVATION, NISTObjectIdentifiers.id_aes256_CBC)
                  .setProvider(new BouncyCastleProvider())
                  .setRandom(random)
                  .build(passphrase.characters()))
          .getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("a private key that cannot be encrypted", e);
    }
  }

  private static void requirePassphrase(Passphrase passphrase) {
    if (passphrase.isNone()) {
      throw new PassphraseException("an encrypted private key, and no passphrase is set");
    }
  }

  private static PassphraseException closed(Exception cause) {
    return new PassphraseException(
        "an encrypted private key, and the passphrase that is set does not open it", cause);
  }

  /** What scrypt takes all at once is said before it is taken: the machine might not survive it. */
  private static void requireMemory(AlgorithmIdentifier scheme) {
    if (!scheme.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
      return;
    }
    KeyDerivationFunc derivation =
        PBES2Parameters.getInstance(scheme.getParameters()).getKeyDerivationFunc();
    if (!derivation.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
      return;
    }
    ScryptParams scrypt = ScryptParams.getInstance(derivation.getParameters());
    BigInteger bytes =
        scrypt
            .getCostParameter()
            .add(scrypt.getParallelizationParameter())
            .multiply(scrypt.getBlockSize())
            .shiftLeft(7);
    long most = Runtime.getRuntime().maxMemory() / 2;
    if (bytes.compareTo(BigInteger.valueOf(most)) > 0) {
      throw new IllegalArgumentException(
          "an encrypted private key that takes %d MiB to open, more than half of the heap (-Xmx)"
              .formatted(bytes.shiftRight(20)));
    }
  }
}
