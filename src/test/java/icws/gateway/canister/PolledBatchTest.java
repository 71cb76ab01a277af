package icws.gateway.canister;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.QueueMark;
import icws.gateway.wire.Sequence;
import icws.gateway.wire.poc.PocFrames;
import icws.gateway.wire.poc.PocProtocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.agent.Outcome;
import icws.ic.agent.Urgency;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.certificate.HashTree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a replica answers to a poll is believed only as far as it is certified. */
final class PolledBatchTest {

  private static final Principal ID = Principal.parse("bw4dl-smaaa-aaaaa-qaacq-cai");
  private static final Principal OTHER = Principal.of(Bytes.ofHex("00000000000000070101"));
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final long WRITTEN = 1_700_000_000_000_000_000L;
  private static final SigningNetwork NETWORK = new SigningNetwork("this network");

  private final FakeAgent agent = new FakeAgent();
  private final Canister canister =
      new RemoteCanister(
          ID,
          new PocProtocol(),
          agent,
          NETWORK.verifierAt(NOW),
          new CertifiedAnswers(agent, System::nanoTime),
          LoneCalls.shared(),
          Clock.systemUTC());
  private final String key = agent.identity().principal() + "_00000000000000000016";
  private final Bytes content = PocFrames.content(16, 0, "hello");
  private final HashTree tree = tree(content);

  private CompletableFuture<PollAnswer> poll(long nonce, Optional<QueueMark> read) {
    return canister.poll(nonce, read, Urgency.EXPECTANT);
  }

  @Test
  void isTakenIfItVerifies() {
    agent.answer(batch(content, certificate(tree), tree));
    Messages messages = assertInstanceOf(Messages.class, poll(0, Optional.empty()).join());
    assertEquals(
        List.of(
            new CanisterMessage(
                new ClientKey.Numbered(16),
                key,
                16,
                Optional.of(new Sequence(0, WRITTEN)),
                content)),
        messages.batch().messages());
  }

  @Test
  void isTakenWithoutACertificateIfItIsEmpty() {
    agent.answer(batch(CandidValue.vec(List.of()), Bytes.EMPTY, Bytes.EMPTY));
    Messages messages = assertInstanceOf(Messages.class, poll(5, Optional.empty()).join());
    assertTrue(messages.batch().isEmpty());
  }

  @Test
  void isNotVerifiedIfItWasReadBefore() {
    HashTree another = tree(PocFrames.content(16, 0, "another"));
    agent.answer(batch(content, certificate(another), tree));
    assertInstanceOf(Messages.class, poll(16, read(16, WRITTEN)).join());
    assertInstanceOf(Failure.class, poll(16, read(15, WRITTEN)).join());
    assertInstanceOf(Failure.class, poll(16, read(16, WRITTEN - 1)).join());
  }

  private static Optional<QueueMark> read(long nonce, long timestamp) {
    return Optional.of(new QueueMark(nonce, Optional.of(new Sequence(0, timestamp))));
  }

  @Test
  void isNotTrustedWithACertificateOfAnotherNetwork() {
    Bytes forged = new SigningNetwork("another network").certify(ID, tree.digest(), NOW);
    assertUntrusted("signature", batch(content, forged, tree));
  }

  @Test
  void isNotTrustedWithAnOldCertificate() {
    Bytes old = NETWORK.certify(ID, tree.digest(), NOW.minus(Duration.ofMinutes(6)));
    assertUntrusted("time", batch(content, old, tree));
  }

  @Test
  void isNotTrustedWithAnotherCanistersCertificate() {
    assertUntrusted(
        "not the certified one", batch(content, NETWORK.certify(OTHER, tree.digest(), NOW), tree));
  }

  @Test
  void isNotTrustedWithATreeThatIsNotCertified() {
    HashTree another = tree(PocFrames.content(16, 0, "another"));
    assertUntrusted("not the certified one", batch(content, certificate(another), tree));
  }

  @Test
  void isNotTrustedIfAMessageIsNotTheOneInTheTree() {
    Bytes tampered = PocFrames.content(16, 0, "tampered");
    assertUntrusted("does not hold message", batch(tampered, certificate(tree), tree));
  }

  @Test
  void isNotTrustedIfTheTreeDoesNotShowTheMessage() {
    HashTree pruned = new HashTree.Pruned(tree.digest());
    assertUntrusted("does not hold message", batch(content, certificate(tree), pruned));
  }

  @Test
  void isNotTrustedWithoutACertificate() {
    assertUntrusted("the item", batch(content, Bytes.EMPTY, tree));
  }

  @Test
  void isNotTrustedIfItIsFromBeforeTheNonceThatWasAskedFor() {
    agent.answer(batch(content, certificate(tree), tree));
    Failure failure = assertInstanceOf(Failure.class, poll(17, Optional.empty()).join());
    assertEquals(Failure.Kind.UNTRUSTED, failure.kind());
    assertTrue(failure.text().contains("out of order"), failure.text());
  }

  @Test
  void isNotTrustedIfItIsNoCandid() {
    assertUntrusted("ws_get_messages", new Outcome.Replied(Bytes.utf8("no Candid")));
  }

  private void assertUntrusted(String why, Outcome reply) {
    agent.answer(reply);
    Failure failure = assertInstanceOf(Failure.class, poll(0, Optional.empty()).join());
    assertEquals(Failure.Kind.UNTRUSTED, failure.kind());
    assertTrue(failure.text().contains(why), failure.text());
  }

  private HashTree tree(Bytes content) {
    return SigningNetwork.labeled(
        "websocket", SigningNetwork.labeled(key, new HashTree.Leaf(Sha256.hash(content))));
  }

  private static Bytes certificate(HashTree tree) {
    return NETWORK.certify(ID, tree.digest(), NOW);
  }

  private Outcome batch(Bytes content, Bytes certificate, HashTree tree) {
    CandidValue message =
        CandidValue.record(
            Map.of(
                "client_id", CandidValue.nat64(16),
                "key", CandidValue.text(key),
                "val", CandidValue.blob(content)));
    return batch(CandidValue.vec(List.of(message)), certificate, tree.encode());
  }

  private static Outcome batch(CandidValue messages, Bytes certificate, Bytes tree) {
    return new Outcome.Replied(
        Candid.encode(
            CandidValue.record(
                Map.of(
                    "messages", messages,
                    "cert", CandidValue.blob(certificate),
                    "tree", CandidValue.blob(tree)))));
  }
}
