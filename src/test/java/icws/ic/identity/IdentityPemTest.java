package icws.ic.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class IdentityPemTest {

  /** What the network's command-line client says of the keys in the test resources. */
  private static final Map<String, String> PRINCIPALS =
      Map.of(
          "secp256k1", "uhewe-hfeta-l2axw-t4pn3-5ieky-3k6t2-syc7w-7pxxl-a2zyc-ww2pd-4ae",
          "p256", "dsqw2-j3com-g5xwb-dre6b-cr2hj-tia3q-pdmem-hamvu-7t5cl-2s3hb-eae",
          "ed25519", "rnmtr-4shh2-cvkgp-iuitr-ay2rh-awvb7-caiet-xqnut-loomz-fjye2-dqe");

  private static final Passphrase PASSPHRASE = Passphrase.of("swördfish");

  /** RFC 8410, section 10.3: without the public key. */
  private static final String VERSION_1 =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
      -----END PRIVATE KEY-----
      """;

  /** RFC 8410, section 10.3: with an attribute and the public key. */
  private static final String VERSION_2 =
      """
      -----BEGIN PRIVATE KEY-----
      MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
      oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB
      Z9w7lshQhqowtrbLDFw4rXAxZuE=
      -----END PRIVATE KEY-----
      """;

  private static final String PUBLIC_KEY =
      "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";

  private static Bytes file(String name) throws IOException {
    return Bytes.wrap(Files.readAllBytes(keys().resolve(name)));
  }

  private static Path keys() {
    try {
      URL folder = IdentityPemTest.class.getResource("keys");
      return Path.of(Objects.requireNonNull(folder).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Identity read(String pem) {
    return IdentityPem.read(Bytes.utf8(pem), Passphrase.none());
  }

  private static String refusal(Bytes file) {
    return refusal(file, Passphrase.none());
  }

  private static String refusal(Bytes file, Passphrase passphrase) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> IdentityPem.read(file, passphrase))
            .getMessage());
  }

  static Stream<Path> keyFiles() throws IOException {
    try (Stream<Path> files = Files.list(keys())) {
      return files.filter(Files::isRegularFile).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("keyFiles")
  void whatTheCommandLineClientAndOpenSslWriteIsRead(Path file) throws IOException {
    String name = file.getFileName().toString();
    Identity identity = IdentityPem.read(file(name), PASSPHRASE);
    String kind = name.substring(0, name.indexOf('-'));
    assertEquals(PRINCIPALS.get(kind), identity.principal().toString());
    assertEquals(name.contains("-encrypted"), IdentityPem.isEncrypted(file(name)));
  }

  @Test
  void thereAreFilesOfEachKind() throws IOException {
    List<String> names = keyFiles().map(file -> file.getFileName().toString()).toList();
    assertEquals(37, names.size());
    assertEquals(17, names.stream().filter(name -> name.contains("-encrypted")).count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rsa-pkcs8.pem                     | an RSA key; the network takes Ed25519
          rsa-pkcs1.pem                     | an RSA key; the network takes Ed25519
          x25519.pem                        | an X25519 key; the network takes
          ed448.pem                         | an Ed448 key; the network takes
          p384-pkcs8.pem                    | an ECDSA key on the curve secp384r1; the network takes
          p384-sec1.pem                     | an ECDSA key on the curve secp384r1; the network takes
          p256-explicit-parameters.pem      | an ECDSA key whose curve is spelt out
          secp256k1-explicit-parameters.pem | an ECDSA key whose curve is spelt out
          certificate.pem                   | a certificate; its private key is in another file
          certificate-request.pem           | a request for a certificate; its private key
          public-key.pem                    | a public key; its private key is in another file
          openssh.pem                       | an OpenSSH key, which is for logging in
          keystore.p12                      | a PKCS#12 file; `openssl pkcs12
          keystore.jks                      | a Java key store; `keytool
          pkcs8.der                         | binary DER; `openssl pkey -inform DER`
          sec1.der                          | binary DER; `openssl pkey -inform DER`
          """)
  void whatIsFoundInsteadOfAKeyIsNamed(String file, String words) throws IOException {
    String refusal = refusal(file("wrong/" + file));
    assertTrue(refusal.startsWith(words), refusal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | nothing; it is empty",
        "' \n\n' | nothing; it is empty",
        "not a key | no private key in PEM",
        "PuTTY-User-Key-File-3: ssh-ed25519 | a PuTTY key",
        "abandon ability able about above absent absorb abstract absurd abuse access accident |"
            + " a seed phrase; `icp identity import"
      })
  void whatIsNoKeyIsNamed(String content, String words) {
    String refusal = refusal(Bytes.utf8(content));
    assertTrue(refusal.startsWith(words), refusal);
  }

  @Test
  void whatIsInAPemThatIsNoKeyIsNamed() {
    String other =
        """
        -----BEGIN OTHER-----
        AAAA
        -----END OTHER-----
        """;
    assertEquals("a PEM of the type OTHER, not of PRIVATE KEY", refusal(Bytes.utf8(other)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp",
        "-----BEGIN EC PRIVATE KEY-----\nMC4CAQAw\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nAgEB\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMC4CAQAw\n-----END ENCRYPTED PRIVATE KEY-----\n",
        """
        -----BEGIN EC PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-256-CBC

        MC4CAQAw
        -----END EC PRIVATE KEY-----
        """
      })
  void aDamagedKeyIsRefused(String pem) {
    String refusal = refusal(Bytes.utf8(pem), PASSPHRASE);
    assertFalse(refusal.isBlank());
    assertFalse(refusal.contains("swördfish"), refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {VERSION_1, VERSION_2})
  void publishedPemFilesAreRead(String pem) {
    assertEquals(PUBLIC_KEY, ((Ed25519Identity) read(pem)).rawPublicKey().hex());
  }

  @Test
  void aPublicKeyOfAnotherPrivateKeyIsRefused() throws IOException {
    assertEquals(
        "a private key beside a public key that is not its own",
        refusal(Bytes.utf8(VERSION_2.replace("gSEAGb9E", "gSEAGb9F"))));
    // The same number on the other curve has another public key.
    Bytes sec1 = file("secp256k1-sec1-no-parameters.pem");
    Bytes curve =
        Bytes.utf8(
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n");
    assertEquals(
        "a private key beside a public key that is not its own",
        refusal(Bytes.concat(curve, sec1)));
    assertEquals(
        "a key of two different curves", refusal(Bytes.concat(curve, file("secp256k1-sec1.pem"))));
  }

  @Test
  void aPassphraseThatIsMissingOrWrongIsSaidSo() throws IOException {
    for (String name :
        List.of(
            "p256-encrypted-icp.pem",
            "secp256k1-sec1-encrypted-aes256.pem",
            "ed25519-encrypted-pbkdf2-aes256.pem")) {
      Bytes file = file(name);
      assertEquals(
          "an encrypted private key, and no passphrase is set",
          assertThrows(PassphraseException.class, () -> IdentityPem.read(file, Passphrase.none()))
              .getMessage());
      assertEquals(
          "an encrypted private key, and the passphrase that is set does not open it",
          assertThrows(
                  PassphraseException.class,
                  () -> IdentityPem.read(file, Passphrase.of("swordfish")))
              .getMessage());
    }
  }

  /** Editors and shells of Windows, and what OpenSSL writes around a key. */
  @Test
  void howTheTextIsWrittenDoesNotMatter() throws IOException {
    String pem = file("secp256k1-sec1-parameters-apart.pem").toUtf8();
    String[] written = {
      pem.replace("\n", "\r\n"),
      "\ufeff" + pem.replace("\n", "\r\n"),
      "Bag Attributes\n    friendlyName: gateway\nKey Attributes: <No Attributes>\n" + pem,
      pem.stripTrailing(),
      file("wrong/certificate.pem").toUtf8() + pem,
      pem + file("wrong/public-key.pem").toUtf8()
    };
    for (String text : written) {
      assertEquals(PRINCIPALS.get("secp256k1"), read(text).principal().toString(), text);
    }
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Bytes utf16 = Bytes.wrap(("\ufeff" + pem).getBytes(charset));
      assertEquals(
          PRINCIPALS.get("secp256k1"),
          IdentityPem.read(utf16, Passphrase.none()).principal().toString());
    }
  }

  @Test
  void ofTwoKeysNoneIsChosen() {
    assertEquals(
        "2 private keys, of which one can be used", refusal(Bytes.utf8(VERSION_1 + VERSION_2)));
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Ed25519Identity made = Ed25519Identity.generate(new SecureRandom());
    String plain = IdentityPem.write(made, Passphrase.none());
    String encrypted = IdentityPem.write(made, PASSPHRASE);
    assertTrue(plain.startsWith("-----BEGIN PRIVATE KEY-----"), plain);
    assertTrue(encrypted.startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"), encrypted);
    assertEquals(made.principal(), read(plain).principal());
    assertEquals(made.principal(), IdentityPem.read(Bytes.utf8(encrypted), PASSPHRASE).principal());
  }

  /** The memory that scrypt wants is written in the file, and not taken on its word. */
  @Test
  void aKeyThatWouldTakeTheWholeHeapToOpenIsRefusedFirst() throws IOException {
    ScryptParams scrypt = new ScryptParams(new byte[16], 1 << 30, 8, 1);
    PBES2Parameters parameters =
        PBES2Parameters.getInstance(
            new DERSequence(
                new ASN1Encodable[] {
                  new KeyDerivationFunc(MiscObjectIdentifiers.id_scrypt, scrypt),
                  new EncryptionScheme(
                      NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16]))
                }));
    EncryptedPrivateKeyInfo key =
        new EncryptedPrivateKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters), new byte[48]);
    String pem =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
            + Base64.getEncoder().encodeToString(key.getEncoded())
            + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
    String refusal = refusal(Bytes.utf8(pem), PASSPHRASE);
    assertEquals(
        "an encrypted private key that takes 1048576 MiB to open, more than half of the heap"
            + " (-Xmx)",
        refusal);
  }

  @Test
  void aPassphraseIsNotShown() {
    assertEquals("a passphrase", PASSPHRASE.toString());
    assertTrue(Passphrase.of("").isNone());
  }
}
