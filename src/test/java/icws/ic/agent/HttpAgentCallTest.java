package icws.ic.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.agent.Outcome.NotSent;
import icws.ic.agent.Outcome.Rejected;
import icws.ic.agent.Outcome.Replied;
import icws.ic.agent.Outcome.Unavailable;
import icws.ic.agent.Outcome.Untrusted;
import icws.ic.agent.ScriptedNetwork.Answer;
import icws.ic.agent.ScriptedNetwork.Request;
import icws.ic.cbor.CborWriter;
import icws.ic.certificate.CertificateFixture;
import icws.ic.certificate.HashTree;
import icws.ic.identity.Envelope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Update calls, the agent's own and strangers'. */
class HttpAgentCallTest extends AgentFixture {

  @Test
  void synchronousCallIsAnsweredByItsCertificate() {
    onCall("v4", body -> Answer.ok(certified(replied(body))));

    assertEquals(new Replied(REPLY), call());
    assertEquals(List.of("/api/v4/canister/" + CANISTER + "/call"), network.paths());
  }

  @Test
  void equalCallsAreDifferentRequests() {
    onCall("v4", body -> Answer.ok(certified(replied(body))));

    call();
    call();

    List<Request> requests = network.requests();
    assertNotEquals(
        Envelope.decode(requests.get(0).body()).requestId(),
        Envelope.decode(requests.get(1).body()).requestId());
  }

  @Test
  void certifiedRejectionTellsCodeMessageAndErrorCode() {
    onCall(
        "v4",
        body ->
            Answer.ok(
                certified(CertificateFixture.rejected(requestId(body), 5, "it trapped", NOW))));

    assertEquals(new Rejected(5, "it trapped", "IC0503", true), call());
  }

  @Test
  void uncertifiedRejectionIsToldApartAndHandedOnAtOnce() {
    CborWriter reply = new CborWriter().selfDescribe().map(3);
    reply.key("status").text("non_replicated_rejection").key("reject_code").unsigned64(3);
    reply.key("reject_message").text("no such canister");
    onCall("v4", body -> Answer.ok(reply.toBytes()));

    assertEquals(new Rejected(3, "no such canister", "", false), call());
    assertEquals(1, network.requests().size());
  }

  @Test
  void olderVersionIsTriedAndRememberedOnceSeveralCallsHaveMetIt() {
    onCall("v3", body -> Answer.ok(certified(replied(body))));

    for (int i = 0; i <= CallEndpoint.CALLS_IN_A_ROW; i++) {
      assertEquals(new Replied(REPLY), call());
    }

    String v3 = "/api/v3/canister/" + CANISTER + "/call";
    String v4 = "/api/v4/canister/" + CANISTER + "/call";
    assertEquals(List.of(v4, v3, v4, v3, v4, v3, v3), network.paths());
  }

  @Test
  void oneMachineThatLacksAVersionDecidesNothing() {
    AtomicInteger attempts = new AtomicInteger();
    onCall(
        "v4",
        body ->
            attempts.incrementAndGet() == 1
                ? Answer.text(404, "no such path")
                : Answer.ok(certified(replied(body))));
    onCall("v3", body -> Answer.ok(certified(replied(body))));

    call();
    call();

    String v4 = "/api/v4/canister/" + CANISTER + "/call";
    assertEquals(List.of(v4, "/api/v3/canister/" + CANISTER + "/call", v4), network.paths());
  }

  @Test
  void callThatMayHaveArrivedIsNotTakenForOneThatWasNotSent() {
    onCall("v4", body -> Answer.text(503, "slowly").with("Retry-After", "50"));

    Unavailable outcome = assertInstanceOf(Unavailable.class, call());

    assertTrue(outcome.retry());
    assertEquals(1, network.requests().size());
    assertInstanceOf(Outcome.NotSent.class, call());
  }

  @Test
  void whatOneMachineSaysOfACallThatWasTakenIsAReasonToLookAgain() {
    onCall("v4", body -> new Answer(202, Bytes.EMPTY));
    AtomicInteger looks = new AtomicInteger();
    onReadState(
        body ->
            switch (looks.incrementAndGet()) {
              case 1 -> Answer.text(403, "not you");
              case 2 -> Answer.text(400, "canister_not_found");
              case 3 -> Answer.text(404, "no such path");
              default -> Answer.ok(stateReply(CertificateFixture.replied(callId(), REPLY, NOW)));
            });

    assertEquals(new Replied(REPLY), call());
  }

  @Test
  void oldestVersionReadsTheReplyFromTheState() {
    onCall("v2", body -> new Answer(202, Bytes.EMPTY));
    AtomicInteger looks = new AtomicInteger();
    onReadState(
        body -> {
          HashTree state =
              switch (looks.incrementAndGet()) {
                case 1 -> CertificateFixture.node(Map.of("time", CertificateFixture.time(NOW)));
                case 2 -> processing(callId());
                default -> CertificateFixture.replied(callId(), REPLY, NOW);
              };
          return Answer.ok(stateReply(state));
        });

    assertEquals(new Replied(REPLY), call());
    assertEquals(3, looks.get());
  }

  @Test
  void synchronousCallThatTakesLongerIsFollowedInTheState() {
    onCall("v4", body -> new Answer(202, Bytes.EMPTY));
    onReadState(body -> Answer.ok(stateReply(CertificateFixture.replied(callId(), REPLY, NOW))));

    assertEquals(new Replied(REPLY), call());

    Envelope look = Envelope.decode(network.requests().get(1).body());
    assertEquals("read_state", look.requestType());
    assertEquals(
        List.of(List.of(Bytes.utf8("request_status"), callId())),
        look.content().list("paths", List.class));
  }

  @Test
  void callWhoseAnswerWasLostIsSentAgainAsItIs() {
    AtomicInteger attempts = new AtomicInteger();
    onCall(
        "v4",
        body ->
            attempts.incrementAndGet() < 3
                ? Answer.text(503, "busy")
                : Answer.ok(certified(replied(body))));

    assertEquals(new Replied(REPLY), call());

    List<Request> requests = network.requests();
    assertEquals(3, requests.size());
    assertEquals(requests.get(0).body(), requests.get(2).body());
  }

  @Test
  void callIsNotSentAgainForEver() {
    onCall("v4", body -> Answer.text(503, "busy"));

    assertEquals(new Unavailable(true, "HTTP 503: busy"), call());
    assertEquals(4, network.requests().size());
  }

  @Test
  void callThatIsNeverAnsweredEndsWithItsDeadline() {
    agent = agent(Duration.ofMillis(300));
    onCall("v4", body -> new Answer(202, Bytes.EMPTY));
    onReadState(body -> Answer.ok(stateReply(processing(callId()))));

    assertEquals(new Unavailable(true, "no certified reply within 300ms"), call());
  }

  @Test
  void networkWithoutAnyCallEndpointIsUnavailable() {
    assertEquals(new Unavailable(true, "HTTP 404: no such path"), call());
    assertEquals(3, network.requests().size());
  }

  @Test
  void replyThatTheNetworkForgotIsFinal() {
    onCall("v4", body -> new Answer(202, Bytes.EMPTY));
    onReadState(body -> Answer.ok(stateReply(status(callId(), "done"))));

    assertEquals(new Unavailable(false, "the network forgot the reply"), call());
  }

  @Test
  void forgedCertificateIsUntrusted() {
    onCall("v4", body -> Answer.ok(reply(CertificateFixture.certificate(replied(body), STRANGER))));

    assertInstanceOf(Untrusted.class, call());
  }

  @Test
  void staleCertificateIsUntrusted() {
    onCall(
        "v4",
        body ->
            Answer.ok(
                certified(
                    CertificateFixture.replied(requestId(body), REPLY, NOW.minusSeconds(301)))));

    assertInstanceOf(Untrusted.class, call());
  }

  @Test
  void forgedCertificateInTheStateIsUntrusted() {
    onCall("v4", body -> new Answer(202, Bytes.EMPTY));
    onReadState(
        body ->
            Answer.ok(
                stateReply(
                    CertificateFixture.certificate(
                        CertificateFixture.replied(callId(), REPLY, NOW), STRANGER))));

    assertInstanceOf(Untrusted.class, call());
  }

  @Test
  void replyToAnotherRequestIsNotTakenForThisOne() {
    agent = agent(Duration.ofMillis(300));
    Bytes another = Bytes.wrap(new byte[32]);
    onCall("v4", body -> Answer.ok(certified(CertificateFixture.replied(another, REPLY, NOW))));
    onReadState(body -> Answer.text(503, "busy"));

    assertInstanceOf(Unavailable.class, call());
  }

  @Test
  void certifiedReplyWithoutTheReplyIsUntrusted() {
    onCall("v4", body -> Answer.ok(certified(status(requestId(body), "replied"))));

    assertInstanceOf(Untrusted.class, call());
  }

  @Test
  void certifiedRejectionWithAMalformedCodeIsUntrusted() {
    onCall(
        "v4",
        body ->
            Answer.ok(
                certified(
                    CertificateFixture.status(
                        requestId(body),
                        Map.of(
                            "status", CertificateFixture.leaf(Bytes.utf8("rejected")),
                            "reject_code", CertificateFixture.leaf(Bytes.ofHex("80"))),
                        NOW))));

    assertInstanceOf(Untrusted.class, call());
  }

  @Test
  void whatIsNotCertifiedDoesNotDecideWhatTheNextCallsBeginWith() {
    Semaphore taken = new Semaphore(0);
    onCall(
        "v2",
        body -> {
          taken.release();
          return new Answer(202, Bytes.EMPTY);
        });
    HttpAgent hasty = agent(Duration.ofMillis(500));
    for (int i = 1; i <= CallEndpoint.CALLS_IN_A_ROW + 1; i++) {
      assertInstanceOf(Unavailable.class, hasty.call(CANISTER, "ws_open", ARG).join());
      taken.acquireUninterruptibly();
      long best = network.paths().stream().filter(path -> path.startsWith("/api/v4/")).count();
      assertEquals(i, best);
    }
  }

  @Test
  void callThatWaitsForItsTurnIsTakenBackAndOneThatHasLeftIsNot() {
    CompletableFuture<Void> unwanted = new CompletableFuture<>();
    CompletableFuture<Void> tooLate = new CompletableFuture<>();
    CountDownLatch arrived = new CountDownLatch(4);
    CountDownLatch held = new CountDownLatch(1);
    onCall(
        "v4",
        body -> {
          arrived.countDown();
          awaitQuietly(held);
          return Answer.ok(certified(replied(body)));
        });
    List<CompletableFuture<Outcome>> first =
        IntStream.range(0, 4)
            .mapToObj(i -> agent.submit(agent.prepare(CANISTER, "ws_open", ARG), tooLate))
            .toList();
    awaitQuietly(arrived);
    Envelope envelope = strangersCall();
    CompletableFuture<Outcome> own =
        agent.submit(agent.prepare(CANISTER, "ws_open", ARG), unwanted);
    CompletableFuture<Outcome> relayed =
        agent.relay(envelope.encode(), CANISTER, envelope.requestId(), unwanted);
    assertEquals(2, http.waiting());

    unwanted.complete(null);
    tooLate.complete(null);

    assertInstanceOf(NotSent.class, own.join());
    assertInstanceOf(NotSent.class, relayed.join());
    assertEquals(0, http.waiting());
    held.countDown();
    first.forEach(call -> assertEquals(new Replied(REPLY), call.join()));
    assertEquals(4, network.requests().size());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
