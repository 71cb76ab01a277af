package icws.ic;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Decoders on damaged and random input: they answer, or refuse with their own exception, and never
 * run out of memory or stack. The seed is fixed, so a failure repeats.
 */
class DecoderFuzzTest {

  private static final int ROUNDS = 10_000;
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void damagedCandidIsRefusedAsCandid() {
    Bytes reply =
        Candid.encode(
            CandidValue.record(
                Map.of(
                    "messages",
                    CandidValue.vec(
                        List.of(
                            CandidValue.record(
                                Map.of(
                                    "client_id", CandidValue.nat64(16),
                                    "key", CandidValue.text("a_00000000000000000016"),
                                    "val", CandidValue.blob(Bytes.ofHex("a0")))))),
                    "cert",
                    CandidValue.opt(CandidValue.nat(1 << 20)),
                    "tree",
                    CandidValue.variant("x", CandidValue.principal(Principal.ANONYMOUS)))));

    fuzz(reply, CandidException.class, Candid::decode);
  }

  @Test
  void damagedCborIsRefusedAsCbor() {
    Bytes frame =
        Bytes.ofHex(
            "d9d9f7a26b63616e69737465725f6964781b627734646c2d736d6161612d61616161612d71616163712d63"
                + "616969636c69656e745f6964bf61618200f5616240ff");

    fuzz(frame, CborException.class, CborMap::read);
  }

  @Test
  void damagedHashTreesAreRefusedAsCbor() {
    HashTree tree =
        CertificateFixture.node(
            Map.of(
                "a", CertificateFixture.leaf(Bytes.ofHex("01")),
                "b", new HashTree.Pruned(Sha256.hash()),
                "c", new HashTree.Empty()));

    fuzz(
        tree.encode(),
        CborException.class,
        damaged -> assertTrue(HashTree.decode(damaged).digest().size() == Sha256.SIZE));
  }

  @Test
  void damagedEnvelopesAreRefusedAsCbor() {
    Identity owner = Ed25519Identity.ofSeed(Bytes.ofHex("01".repeat(32)));
    Identity session = Ed25519Identity.ofSeed(Bytes.ofHex("02".repeat(32)));
    Identity sender = DelegatedIdentity.delegate(owner, session, NOW, List.of(Principal.ANONYMOUS));
    Envelope envelope =
        Envelope.sign(Map.of("request_type", "call", "arg", Bytes.ofHex("00")), sender);

    fuzz(envelope.encode(), CborException.class, Envelope::decode);
  }

  @Test
  void damagedCertificatesAreUntrusted() {
    CertificateFixture.BlsKey root = new CertificateFixture.BlsKey(1);
    CertificateFixture.BlsKey subnet = new CertificateFixture.BlsKey(2);
    HashTree state = CertificateFixture.node(Map.of("time", CertificateFixture.time(NOW)));
    Principal id = Principal.of(Bytes.ofHex("02"));
    Bytes delegation =
        CertificateFixture.certificate(
            CertificateFixture.subnetTree(id, subnet, NOW, CertificateFixture.ranges(id, id)),
            root);
    Bytes certificate = CertificateFixture.delegated(state, subnet, id, delegation);
    CertificateVerifier verifier =
        new CertificateVerifier(
            root.der(), Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofMinutes(5));

    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      Bytes damaged = damage(certificate, random);
      if (!damaged.equals(certificate)) {
        requireOnly(UntrustedException.class, damaged, bytes -> verifier.verify(bytes, id));
      }
    }
  }

  @Test
  void damagedPrincipalsAreIllegalArguments() {
    Bytes text = Bytes.utf8("rrkah-fqaaa-aaaaa-aaaaq-cai");

    fuzz(
        text,
        IllegalArgumentException.class,
        damaged -> Principal.parse(new String(damaged.toByteArray(), StandardCharsets.ISO_8859_1)));
  }

  private static void fuzz(
      Bytes valid, Class<? extends RuntimeException> refusal, Consumer<Bytes> decoder) {
    decoder.accept(valid);
    assertThrows(refusal, () -> decoder.accept(valid.slice(0, valid.size() - 1)));
    Random random = new Random(4);
    for (int i = 0; i < ROUNDS; i++) {
      requireOnly(refusal, damage(valid, random), decoder);
    }
  }

  private static void requireOnly(
      Class<? extends RuntimeException> refusal, Bytes input, Consumer<Bytes> decoder) {
    try {
      decoder.accept(input);
    } catch (RuntimeException | StackOverflowError e) {
      if (!refusal.isInstance(e)) {
        throw new AssertionError("input " + input.hex(), e);
      }
    }
  }

  /** Flips, cuts, doubles and inserts a few bytes; now and then all are random. */
  private static Bytes damage(Bytes valid, Random random) {
    if (random.nextInt(10) == 0) {
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      return Bytes.wrap(noise);
    }
    Bytes damaged = valid;
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(Math.max(1, damaged.size()));
      int end = Math.min(damaged.size(), at + random.nextInt(4));
      Bytes noise = random.nextBoolean() ? Bytes.of(random.nextInt(256)) : damaged.slice(at, end);
      damaged = Bytes.concat(damaged.slice(0, at), noise, damaged.slice(end, damaged.size()));
    }
    return damaged;
  }
}
