package icws.ic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {

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

  @ParameterizedTest
  @ValueSource(strings = {VERSION_1, VERSION_2})
  void publishedPemFilesAreRead(String pem) {
    assertEquals(PUBLIC_KEY, Ed25519Identity.ofPem(pem).rawPublicKey().hex());
  }

  @Test
  void publicKeyOfAnotherPrivateKeyIsRefused() {
    String swapped = VERSION_2.replace("gSEAGb9E", "gSEAGb9F");

    assertThrows(IllegalArgumentException.class, () -> Ed25519Identity.ofPem(swapped));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not a key",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp",
        // P-256
        """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2
        OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r
        1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH50VpuZ1P087G
        -----END PRIVATE KEY-----
        """,
        "-----BEGIN EC PRIVATE KEY-----\nMC4CAQAw\n-----END EC PRIVATE KEY-----\n"
      })
  void whatIsNoEd25519PemIsRefused(String pem) {
    assertThrows(IllegalArgumentException.class, () -> Ed25519Identity.ofPem(pem));
  }

  @Test
  void generatedIdentitySurvivesItsFile(@TempDir Path directory) throws IOException {
    Ed25519Identity generated = Ed25519Identity.generate(new SecureRandom());
    Path file = Files.writeString(directory.resolve("identity.pem"), generated.toPem());

    assertEquals(generated.principal(), Ed25519Identity.load(file).principal());
    assertNotEquals(
        generated.principal(), Ed25519Identity.generate(new SecureRandom()).principal());
  }

  @Test
  void fileThatCannotBeReadIsNamed(@TempDir Path directory) throws IOException {
    Path missing = directory.resolve("missing.pem");
    Path wrong = Files.writeString(directory.resolve("wrong.pem"), "x");

    UncheckedIOException unreadable =
        assertThrows(UncheckedIOException.class, () -> Ed25519Identity.load(missing));
    IllegalArgumentException unusable =
        assertThrows(IllegalArgumentException.class, () -> Ed25519Identity.load(wrong));
    assertTrue(unreadable.toString().contains("missing.pem"));
    assertTrue(unusable.toString().contains("wrong.pem"));
  }

  /** RFC 8032, section 7.1, test 1. */
  @Test
  void publishedSignatureIsMade() {
    Ed25519Identity identity =
        Ed25519Identity.ofSeed(
            Bytes.ofHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));

    assertEquals(
        "302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        identity.publicKeyDer().hex());
    assertEquals(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
            + "f9b46bd25bf5f0595bbe24655141438e7a100b",
        identity.sign(Bytes.EMPTY).hex());
  }

  @Test
  void proofOfConceptsFirstMessageGetsItsPublishedSignature() {
    Ed25519Identity identity = Ed25519Identity.ofSeed(Bytes.ofHex("07".repeat(32)));
    Bytes content =
        Bytes.ofHex(
            "d9d9f7a26b63616e69737465725f6964781b627734646c2d736d6161612d61616161612d71616163712d63"
                + "616969636c69656e745f696410");

    assertEquals(
        "d1c69093aa6727773aeb4629d620f3b074d6ac21118806918da9dbd167cdc884d6816aaf386733b3f59e4506e1"
            + "e86212f6f0f3181c111135353fb5b301618101",
        identity.sign(content).hex());
  }

  @Test
  void delegatedIdentitySpeaksInTheDelegatorsNameWithItsOwnKey() throws Exception {
    Ed25519Identity owner = Ed25519Identity.ofSeed(Bytes.ofHex("01".repeat(32)));
    Ed25519Identity session = Ed25519Identity.ofSeed(Bytes.ofHex("02".repeat(32)));
    Instant expiry = Instant.parse("2026-01-01T00:00:00Z");
    Principal target = Principal.of(Bytes.ofHex("00000000000000010101"));

    DelegatedIdentity delegated =
        DelegatedIdentity.delegate(owner, session, expiry, List.of(target));

    SignedDelegation link = delegated.delegations().get(0);
    assertEquals(owner.principal(), delegated.principal());
    assertEquals(owner.publicKeyDer(), delegated.publicKeyDer());
    assertEquals(session.sign(Bytes.utf8("m")), delegated.sign(Bytes.utf8("m")));
    assertTrue(verifies(owner, link.delegation().signedBytes(), link.signature()));
    assertFalse(verifies(session, link.delegation().signedBytes(), link.signature()));
  }

  @Test
  void delegatedIdentityDelegatesFurther() {
    Ed25519Identity owner = Ed25519Identity.ofSeed(Bytes.ofHex("01".repeat(32)));
    Ed25519Identity first = Ed25519Identity.ofSeed(Bytes.ofHex("02".repeat(32)));
    Ed25519Identity second = Ed25519Identity.ofSeed(Bytes.ofHex("03".repeat(32)));
    Instant expiry = Instant.parse("2026-01-01T00:00:00Z");

    DelegatedIdentity chain =
        DelegatedIdentity.delegate(
            DelegatedIdentity.delegate(owner, first, expiry, List.of()), second, expiry, List.of());

    assertEquals(2, chain.delegations().size());
    assertEquals(owner.principal(), chain.principal());
  }

  @Test
  void chainThatDoesNotLeadToTheSignerIsRefused() {
    Ed25519Identity owner = Ed25519Identity.ofSeed(Bytes.ofHex("01".repeat(32)));
    Ed25519Identity session = Ed25519Identity.ofSeed(Bytes.ofHex("02".repeat(32)));
    List<SignedDelegation> chain =
        DelegatedIdentity.delegate(owner, session, Instant.EPOCH, List.of()).delegations();

    assertThrows(
        IllegalArgumentException.class,
        () -> new DelegatedIdentity(owner.publicKeyDer(), chain, owner));
    assertThrows(
        IllegalArgumentException.class,
        () -> new DelegatedIdentity(owner.publicKeyDer(), List.of(), owner));
  }

  static boolean verifies(Identity signer, Bytes message, Bytes signature)
      throws GeneralSecurityException {
    PublicKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(signer.publicKeyDer().toByteArray()));
    Signature verification = Signature.getInstance("Ed25519");
    verification.initVerify(key);
    verification.update(message.toByteArray());
    return verification.verify(signature.toByteArray());
  }
}
