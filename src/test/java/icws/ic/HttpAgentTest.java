package icws.ic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.CertificateFixture.BlsKey;
import icws.ic.Outcome.Rejected;
import icws.ic.Outcome.Replied;
import icws.ic.Outcome.Unavailable;
import icws.ic.Outcome.Untrusted;
import icws.ic.ScriptedNetwork.Answer;
import icws.ic.ScriptedNetwork.Request;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HttpAgentTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.006Z");
  private static final BlsKey ROOT = new BlsKey(1);
  private static final BlsKey STRANGER = new BlsKey(2);
  private static final Principal CANISTER = Principal.of(Bytes.ofHex("00000000000000010101"));
  private static final Ed25519Identity SENDER =
      Ed25519Identity.ofSeed(Bytes.ofHex("07".repeat(32)));
  private static final Bytes ARG = Bytes.ofHex("4449444c0000");
  private static final Bytes REPLY = Bytes.ofHex("4449444c00017e01");

  /** For one canister: four requests on their way, and two that wait. */
  private static final HttpLimits LIMITS = new HttpLimits(Duration.ofSeconds(5), 10_000, 6, 2);

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final HttpTransport http = HttpTransport.create(scheduler, LIMITS);
  private ScriptedNetwork network;
  private HttpAgent agent;

  @BeforeEach
  void start() throws IOException {
    network = new ScriptedNetwork();
    agent = agent(Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    network.close();
    scheduler.shutdown();
  }

  // Queries

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

    assertEquals(new Rejected(3, "no such canister", "IC0301"), query());
  }

  @ParameterizedTest
  @CsvSource({
    "400, false",
    "403, false",
    "404, false",
    "408, true",
    "413, false",
    "429, true",
    "500, true",
    "502, true",
    "503, true",
    "301, false"
  })
  void httpStatusTellsWhetherARetryMayHelp(int status, boolean retry) {
    onQuery(body -> Answer.text(status, "because\nof this"));

    assertEquals(new Unavailable(retry, "HTTP " + status + ": because of this"), query());
  }

  @Test
  void canisterThatIsToBeLeftAloneIsNotAsked() {
    onQuery(body -> Answer.text(429, "slowly").with("Retry-After", "50"));
    query();

    Unavailable heldBack = assertInstanceOf(Unavailable.class, query());

    assertTrue(heldBack.retry());
    assertTrue(
        heldBack.reason().startsWith("the network asks for no request within the next "),
        heldBack.reason());
    assertEquals(1, network.requests().size());
    agent.query(Principal.of(Bytes.ofHex("00000000000000020101")), "m", ARG).join();
    assertEquals(2, network.requests().size());
  }

  @Test
  void canisterThatTheBoundaryCannotFindIsRejected() {
    onQuery(body -> Answer.text(400, "error: canister_not_found"));

    assertEquals(
        new Rejected(Rejected.DESTINATION_INVALID, "error: canister_not_found", ""), query());
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

    assertEquals(new Unavailable(true, "no answer within PT0.2S"), query());
  }

  @Test
  void nobodyListeningMayBeRetried() {
    network.close();

    assertTrue(assertInstanceOf(Unavailable.class, query()).retry());
  }

  @Test
  void moreRequestsThanMayWaitAreRefusedAtOnce() {
    onQuery(body -> Answer.hang());
    List<CompletableFuture<Outcome>> accepted =
        IntStream.range(0, 6).mapToObj(i -> agent.query(CANISTER, "m", ARG)).toList();

    assertEquals(new Unavailable(true, "too many requests wait already"), query());

    network.close();
    accepted.forEach(future -> assertInstanceOf(Unavailable.class, future.join()));
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
    hanging.forEach(future -> assertInstanceOf(Unavailable.class, future.join()));
  }

  @Test
  void agentThatIsShutDownSaysSo() {
    scheduler.shutdown();

    assertEquals(new Unavailable(false, "the agent is shut down"), query());
    assertEquals(new Unavailable(false, "the agent is shut down"), call());
  }

  // Calls

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

    assertEquals(new Rejected(5, "it trapped", "IC0503"), call());
  }

  @Test
  void uncertifiedRejectionIsOne() {
    CborWriter reply = new CborWriter().selfDescribe().map(3);
    reply.key("status").text("non_replicated_rejection").key("reject_code").unsigned64(3);
    reply.key("reject_message").text("no such canister");
    onCall("v4", body -> Answer.ok(reply.toBytes()));

    assertEquals(new Rejected(3, "no such canister", ""), call());
  }

  @Test
  void olderVersionIsTriedAndRemembered() {
    onCall("v3", body -> Answer.ok(certified(replied(body))));

    assertEquals(new Replied(REPLY), call());
    assertEquals(new Replied(REPLY), call());

    String v3 = "/api/v3/canister/" + CANISTER + "/call";
    assertEquals(List.of("/api/v4/canister/" + CANISTER + "/call", v3, v3), network.paths());
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

    assertEquals(new Unavailable(true, "no certified reply within PT0.3S"), call());
  }

  @Test
  void networkWithoutAnyCallEndpointIsUnavailable() {
    assertEquals(new Unavailable(false, "HTTP 404: no such path"), call());
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

  // Relayed envelopes

  @Test
  void strangersEnvelopeIsRelayedByteForByte() {
    onCall("v4", body -> Answer.ok(certified(replied(body))));
    Envelope envelope = strangersCall();
    Bytes signed = envelope.encode();

    assertEquals(new Replied(REPLY), agent.relay(signed, CANISTER, envelope.requestId()).join());
    assertEquals(signed, network.requests().get(0).body());
  }

  @Test
  void strangersEnvelopeIsSentAgainUntilTheReplyIsThere() {
    AtomicInteger attempts = new AtomicInteger();
    onCall(
        "v4",
        body ->
            attempts.incrementAndGet() < 3
                ? new Answer(202, Bytes.EMPTY)
                : Answer.ok(certified(replied(body))));
    Envelope envelope = strangersCall();

    assertEquals(
        new Replied(REPLY), agent.relay(envelope.encode(), CANISTER, envelope.requestId()).join());
    assertEquals(3, network.requests().size());
  }

  // State and status

  @Test
  void stateIsReadWithItsCertificate() {
    HashTree state = CertificateFixture.node(Map.of("time", CertificateFixture.time(NOW)));
    onReadState(body -> Answer.ok(stateReply(state)));

    Reading<Certificate> reading =
        agent.readState(CANISTER, List.of(List.of(Bytes.utf8("time")))).join();

    assertEquals(
        NOW, assertInstanceOf(Reading.Known.class, reading.map(Certificate::time)).value());
  }

  @Test
  void statusTellsTheRootKey() {
    CborWriter status = new CborWriter().selfDescribe().map(3);
    status.key("root_key").bytes(ROOT.der()).key("replica_health_status").text("healthy");
    status.key("certified_height").unsigned64(7);
    network.on("/api/v2/status", "", body -> Answer.ok(status.toBytes()));

    assertEquals(
        new Reading.Known<>(new NetworkStatus(Optional.of(ROOT.der()), Optional.of("healthy"))),
        agent.status().join());
  }

  @Test
  void statusThatIsNoneIsMissing() {
    network.on("/api/v2/status", "", body -> Answer.ok(Bytes.utf8("<html>")));

    assertInstanceOf(Reading.Missing.class, agent.status().join());
  }

  private HttpAgent agent(Duration timeout) {
    AgentTimings timings =
        new AgentTimings(
            timeout,
            timeout,
            Duration.ofMinutes(4),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMinutes(5));
    return new HttpAgent(
        new Network(network.uri(), ROOT.der()),
        SENDER,
        http,
        timings,
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private Outcome query() {
    return agent.query(CANISTER, "ws_get_messages", ARG).join();
  }

  private Outcome call() {
    return agent.call(CANISTER, "ws_open", ARG).join();
  }

  private void onQuery(Function<Bytes, Answer> answer) {
    network.on("/api/v2/", "/query", answer);
  }

  private void onCall(String version, Function<Bytes, Answer> answer) {
    network.on("/api/" + version + "/", "/call", answer);
  }

  private void onReadState(Function<Bytes, Answer> answer) {
    network.on("/api/v2/", "/read_state", answer);
  }

  private static Envelope strangersCall() {
    Identity stranger = Ed25519Identity.ofSeed(Bytes.ofHex("08".repeat(32)));
    return new Requests(
            stranger,
            Clock.fixed(NOW, ZoneOffset.UTC),
            Duration.ofMinutes(4),
            () -> Bytes.ofHex("01"))
        .call(CANISTER, "ws_message", ARG);
  }

  /** The id of the call that the network got first. */
  private Bytes callId() {
    return network.requests().stream()
        .filter(request -> request.path().endsWith("/call"))
        .map(request -> requestId(request.body()))
        .findFirst()
        .orElseThrow();
  }

  private static Bytes requestId(Bytes envelope) {
    return Envelope.decode(envelope).requestId();
  }

  private static HashTree replied(Bytes envelope) {
    return CertificateFixture.replied(requestId(envelope), REPLY, NOW);
  }

  private static HashTree processing(Bytes requestId) {
    return status(requestId, "processing");
  }

  private static HashTree status(Bytes requestId, String status) {
    return CertificateFixture.status(
        requestId, Map.of("status", CertificateFixture.leaf(Bytes.utf8(status))), NOW);
  }

  private static Bytes certified(HashTree state) {
    return reply(CertificateFixture.certificate(state, ROOT));
  }

  private static Bytes reply(Bytes certificate) {
    CborWriter reply = new CborWriter().selfDescribe().map(2);
    reply.key("status").text("replied").key("certificate").bytes(certificate);
    return reply.toBytes();
  }

  private static Bytes stateReply(HashTree state) {
    return stateReply(CertificateFixture.certificate(state, ROOT));
  }

  private static Bytes stateReply(Bytes certificate) {
    return new CborWriter().selfDescribe().map(1).key("certificate").bytes(certificate).toBytes();
  }

  private static Bytes queryReply(Bytes arg) {
    CborWriter reply = new CborWriter().selfDescribe().map(2);
    reply.key("status").text("replied").key("reply").map(1).key("arg").bytes(arg);
    return reply.toBytes();
  }
}
