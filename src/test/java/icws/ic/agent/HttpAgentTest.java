package icws.ic.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Outcome.NotSent;
import icws.ic.agent.Outcome.Rejected;
import icws.ic.agent.Outcome.Replied;
import icws.ic.agent.Outcome.Unavailable;
import icws.ic.agent.ScriptedNetwork.Answer;
import icws.ic.agent.ScriptedNetwork.Request;
import icws.ic.cbor.CborWriter;
import icws.ic.certificate.Certificate;
import icws.ic.certificate.CertificateFixture;
import icws.ic.certificate.HashTree;
import icws.ic.identity.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries, what of the network can be asked besides, and the limits of all requests. */
class HttpAgentTest extends AgentFixture {

  @Test
  void queryIsSignedAndAnswered() {
    onQuery(body -> Answer.ok(queryReply(REPLY)));

    assertEquals(new Replied(REPLY), query());

    Request request = network.requests().get(0);
    Envelope envelope = Envelope.decode(request.body());
    assertEquals("/api/v2/canister/" + CANISTER + "/query", request.path());
    assertEquals("query", envelope.requestType());
    assertEquals(SENDER.principal(), envelope.sender());
    assertEquals("ws_get_messages", envelope.method());
    assertEquals(ARG, envelope.arg());
    assertEquals(Instant.parse("2026-01-02T03:08:00Z"), envelope.ingressExpiry());
    assertEquals(SENDER.sign(envelope.signedBytes()), envelope.signature().orElseThrow());
  }

  @Test
  void rejectedQueryTellsCodeMessageAndErrorCode() {
    CborWriter reply = new CborWriter().selfDescribe().map(4);
    reply.key("status").text("rejected").key("reject_code").unsigned64(3);
    reply.key("reject_message").text("no such canister").key("error_code").text("IC0301");
    onQuery(body -> Answer.ok(reply.toBytes()));

    assertEquals(new Rejected(3, "no such canister", "IC0301", false), query());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {301, 302, 307, 401, 404, 405, 408, 421, 425, 429, 451, 500, 501, 502, 503, 504})
  void nobodyVouchesForAnHttpStatusSoARetryMayHelp(int status) {
    onQuery(body -> Answer.text(status, "because\nof this"));

    assertEquals(new Unavailable(true, "HTTP " + status + ": because of this"), query());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 413})
  void statusThatTheRequestMayHaveProvokedIsARefusal(int status) {
    onQuery(body -> Answer.text(status, "because\nof this"));

    assertEquals(new Outcome.Refused("HTTP " + status + ": because of this"), query());
  }

  @Test
  void canisterThatIsToBeLeftAloneIsNotAsked() {
    onQuery(body -> Answer.text(429, "slowly").with("Retry-After", "50"));
    query();

    NotSent heldBack = assertInstanceOf(NotSent.class, query());

    assertTrue(heldBack.reachable());
    assertTrue(
        heldBack.reason().startsWith("the network asks for no request within the next "),
        heldBack.reason());
    assertEquals(1, network.requests().size());
    agent.query(Principal.of(Bytes.ofHex("00000000000000020101")), "m", ARG).join();
    assertEquals(2, network.requests().size());
  }

  @Test
  void canisterThatIsToBeLeftAloneIsNotAskedByThoseWhoWaited() {
    CompletableFuture<Void> allHere = new CompletableFuture<>();
    onQuery(
        body -> {
          allHere.join();
          return Answer.text(429, "slowly").with("Retry-After", "50");
        });
    List<CompletableFuture<Outcome>> queries =
        IntStream.range(0, 6).mapToObj(i -> agent.query(CANISTER, "m", ARG)).toList();
    assertEquals(2, http.waiting());
    allHere.complete(null);

    queries.subList(0, 4).forEach(query -> assertInstanceOf(Unavailable.class, query.join()));
    queries.subList(4, 6).forEach(query -> assertInstanceOf(NotSent.class, query.join()));
    assertEquals(4, network.requests().size());
  }

  @Test
  void canisterThatTheBoundaryCannotFindIsRejected() {
    onQuery(body -> Answer.text(400, "error: canister_not_found"));

    assertEquals(
        new Rejected(Rejected.DESTINATION_INVALID, "error: canister_not_found", "", false),
        query());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "a0", "3c68746d6c3e", "a1667374617475736572656a6563746564"})
  void garbageIsNoAnswerAndMayBeRetried(String hex) {
    onQuery(body -> Answer.ok(Bytes.ofHex(hex)));

    Unavailable outcome = assertInstanceOf(Unavailable.class, query());

    assertTrue(outcome.retry());
    assertTrue(outcome.reason().startsWith("malformed reply"), outcome.reason());
  }

  @Test
  void truncatedReplyMayBeRetried() {
    onQuery(body -> Answer.truncated(queryReply(REPLY)));

    assertTrue(assertInstanceOf(Unavailable.class, query()).retry());
  }

  @Test
  void oversizeReplyIsDroppedWhileItArrives() {
    onQuery(body -> Answer.ok(Bytes.wrap(new byte[50_000_000])));

    Unavailable outcome = assertInstanceOf(Unavailable.class, query());

    assertEquals(
        new Unavailable(true, "TooLargeException: the reply is larger than 10000 bytes"), outcome);
  }

  @Test
  void hangingReplyEndsWithTheDeadline() {
    agent = agent(Duration.ofMillis(200));
    onQuery(body -> Answer.hang());

    assertEquals(new Unavailable(true, "no answer within 200ms"), query());
  }

  @Test
  void whereNobodyListensNothingWasSent() {
    network.close();

    assertFalse(assertInstanceOf(NotSent.class, query()).reachable());
    assertFalse(assertInstanceOf(NotSent.class, call()).reachable());
  }

  @Test
  void moreRequestsThanMayWaitAreRefusedAtOnce() {
    onQuery(body -> Answer.hang());
    List<CompletableFuture<Outcome>> accepted =
        IntStream.range(0, 6).mapToObj(i -> agent.query(CANISTER, "m", ARG)).toList();

    assertEquals(new NotSent(true, "too many requests wait already"), query());

    network.close();
    // Whoever had not arrived, or waited, finds nobody there, or somebody who is leaving.
    for (CompletableFuture<Outcome> query : accepted) {
      Outcome outcome = query.join();
      assertTrue(outcome instanceof NotSent || outcome instanceof Unavailable, outcome::toString);
    }
  }

  @Test
  void requestsThatWaitedGoOutInTheirTurn() {
    onQuery(body -> Answer.ok(queryReply(REPLY)));

    List<CompletableFuture<Outcome>> futures =
        IntStream.range(0, 6).mapToObj(i -> agent.query(CANISTER, "m", ARG)).toList();

    futures.forEach(future -> assertEquals(new Replied(REPLY), future.join()));
  }

  @Test
  void aCanisterWhoseRequestsHangLeavesRoomForOthers() {
    Principal sound = Principal.of(Bytes.ofHex("00000000000000020101"));
    network.on("/api/v2/canister/" + CANISTER, "/query", body -> Answer.hang());
    network.on("/api/v2/canister/" + sound, "/query", body -> Answer.ok(queryReply(REPLY)));
    List<CompletableFuture<Outcome>> hanging =
        IntStream.range(0, 6).mapToObj(i -> agent.query(CANISTER, "m", ARG)).toList();

    assertEquals(new Replied(REPLY), agent.query(sound, "m", ARG).join());

    network.close();
    hanging.subList(0, 4).forEach(query -> assertInstanceOf(Unavailable.class, query.join()));
  }

  @Test
  void agentThatIsShutDownSaysSo() {
    scheduler.shutdown();

    assertEquals(new Unavailable(false, "the agent is shut down"), query());
    assertEquals(new Unavailable(false, "the agent is shut down"), call());
  }

  @Test
  void stateIsReadWithItsCertificate() {
    HashTree state = CertificateFixture.node(Map.of("time", CertificateFixture.time(NOW)));
    onReadState(body -> Answer.ok(stateReply(state)));

    ReadResult<Certificate> reading =
        agent.readState(CANISTER, List.of(List.of(Bytes.utf8("time")))).join();

    assertEquals(
        NOW, assertInstanceOf(ReadResult.Known.class, reading.map(Certificate::time)).value());
  }

  @Test
  void statusTellsTheRootKey() {
    CborWriter status = new CborWriter().selfDescribe().map(3);
    status.key("root_key").bytes(ROOT.der()).key("replica_health_status").text("healthy");
    status.key("certified_height").unsigned64(7);
    network.on("/api/v2/status", "", body -> Answer.ok(status.toBytes()));

    assertEquals(
        new ReadResult.Known<>(new NetworkStatus(Optional.of(ROOT.der()), Optional.of("healthy"))),
        agent.status().join());
  }

  @Test
  void statusThatIsNoneIsMissing() {
    network.on("/api/v2/status", "", body -> Answer.ok(Bytes.utf8("<html>")));

    assertInstanceOf(ReadResult.Missing.class, agent.status().join());
  }
}
