package icws.ic.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityTest {

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
