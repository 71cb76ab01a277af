package icws.ic.identity;

import icws.ic.Bytes;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.util.io.pem.PemHeader;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/**
 * Identities in files of PEM, as the network's command-line clients and OpenSSL write them:
 * Ed25519, secp256k1 and P-256; PKCS#8, encrypted or not, and SEC 1, with its curve named in it,
 * before it, or nowhere. No message tells of a key's bytes.
 */
public final class IdentityPem {

  private static final String PKCS8 = "PRIVATE KEY";
  private static final String ENCRYPTED_PKCS8 = "ENCRYPTED PRIVATE KEY";
  private static final String SEC1 = "EC PRIVATE KEY";
  private static final String CURVE = "EC PARAMETERS";
  private static final Set<String> KEYS = Set.of(PKCS8, ENCRYPTED_PKCS8, SEC1);

  private static final Bytes UTF16_LITTLE = Bytes.of(0xff, 0xfe);
  private static final Bytes UTF16_BIG = Bytes.of(0xfe, 0xff);
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private IdentityPem() {}

  /**
   * Reads the one private key of a file; what else is in it, such as certificates, does not count.
   *
   * @param file its bytes, text in UTF-8 or, with a byte order mark, in UTF-16
   * @throws PassphraseException if the key is encrypted and the passphrase does not open it
   * @throws IllegalArgumentException if there is no such key; the message names what there is, and
   *     what to do about it where that is known
   */
  public static Identity read(Bytes file, Passphrase passphrase) {
    String text = text(file);
    List<PemObject> blocks = blocks(text);
    List<PemObject> keys = blocks.stream().filter(block -> KEYS.contains(block.getType())).toList();
    if (keys.size() > 1) {
      throw new IllegalArgumentException(keys.size() + " private keys, of which one can be used");
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          blocks.isEmpty()
              ? KeyKind.ofContent(file, text)
              : KeyKind.ofPemType(blocks.get(0).getType()));
    }
    try {
      return identity(keys.get(0), curve(blocks), passphrase);
    } catch (IOException | IllegalStateException | ClassCastException e) {
      throw new IllegalArgumentException("a private key that is damaged", e);
    }
  }

  /** Whether the private key in a file is behind a passphrase. */
  public static boolean isEncrypted(Bytes file) {
    return blocks(text(file)).stream()
        .anyMatch(
            block ->
                block.getType().equals(ENCRYPTED_PKCS8) || header(block, "DEK-Info").isPresent());
  }

  private static Identity identity(
      PemObject key, @Nullable ASN1Encodable curve, Passphrase passphrase) throws IOException {
    return switch (key.getType()) {
      case PKCS8 -> PrivateKeyDer.pkcs8(PrivateKeyInfo.getInstance(key.getContent()));
      case ENCRYPTED_PKCS8 -> PrivateKeyDer.pkcs8(EncryptedKey.pkcs8(key.getContent(), passphrase));
      default -> PrivateKeyDer.sec1(sec1(key, passphrase), curve);
    };
  }

  private static ECPrivateKey sec1(PemObject key, Passphrase passphrase) throws IOException {
    Optional<String> cipher = header(key, "DEK-Info");
    return cipher.isPresent()
        ? EncryptedKey.sec1(key.getContent(), cipher.get(), passphrase)
        : ECPrivateKey.getInstance(ASN1Primitive.fromByteArray(key.getContent()));
  }

  private static Optional<String> header(PemObject key, String name) {
    for (Object header : key.getHeaders()) {
      if (header instanceof PemHeader known && known.getName().equals(name)) {
        return Optional.of(known.getValue());
      }
    }
    return Optional.empty();
  }

  /** What OpenSSL writes before a key in SEC 1. */
  private static @Nullable ASN1Encodable curve(List<PemObject> blocks) throws IOException {
    for (PemObject block : blocks) {
      if (block.getType().equals(CURVE)) {
        return ASN1Primitive.fromByteArray(block.getContent());
      }
    }
    return null;
  }

  private static List<PemObject> blocks(String text) {
    List<PemObject> blocks = new ArrayList<>();
    try (PemReader reader = new PemReader(new StringReader(text))) {
      for (PemObject block = reader.readPemObject();
          block != null;
          block = reader.readPemObject()) {
        blocks.add(block);
      }
      return blocks;
    } catch (IOException | IllegalStateException e) {
      throw new IllegalArgumentException("PEM that is damaged or cut off", e);
    }
  }

  private static String text(Bytes file) {
    String text = new String(file.toByteArray(), charset(file));
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  /** Windows' shells write UTF-16 and say so in the first two bytes. */
  private static Charset charset(Bytes file) {
    if (file.startsWith(UTF16_LITTLE)) {
      return StandardCharsets.UTF_16LE;
    }
    return file.startsWith(UTF16_BIG) ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
  }

  /**
   * Writes a private key in PKCS#8: encrypted if there is a passphrase, else in version 1, which
   * every tool reads.
   */
  public static String write(Ed25519Identity identity, Passphrase passphrase) {
    PrivateKeyInfo key = PrivateKeyDer.pkcs8(identity);
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(
          passphrase.isNone()
              ? new PemObject(PKCS8, key.getEncoded())
              : new PemObject(
                  ENCRYPTED_PKCS8, EncryptedKey.encrypt(key, passphrase, new SecureRandom())));
    } catch (IOException e) {
      throw new IllegalStateException("a private key that cannot be written", e);
    }
    return text.toString();
  }
}
