package icws.ic.agent;

import icws.Variant;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.ScriptedNetwork.Answer;
import icws.ic.cbor.CborWriter;
import icws.ic.certificate.CertificateFixture;
import icws.ic.certificate.CertificateFixture.BlsKey;
import icws.ic.certificate.HashTree;
import icws.ic.identity.Ed25519Identity;
import icws.ic.identity.Envelope;
import icws.ic.identity.Identity;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** An agent of a scripted network, which says what a test tells it to. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class AgentFixture {

  static final Instant NOW = Instant.parse("2026-01-02T03:04:05.006Z");
  static final BlsKey ROOT = new BlsKey(1);
  static final BlsKey STRANGER = new BlsKey(2);
  static final Principal CANISTER = Principal.of(Bytes.ofHex("00000000000000010101"));
  static final Ed25519Identity SENDER = Ed25519Identity.ofSeed(Bytes.ofHex("07".repeat(32)));
  static final Bytes ARG = Bytes.ofHex("4449444c0000");
  static final Bytes REPLY = Bytes.ofHex("4449444c00017e01");

  /** For one canister: four requests on their way, and two that wait. */
  static final HttpLimits LIMITS =
      unpaced().with(HttpLimits::maxInFlight, 6).with(HttpLimits::maxWaiting, 2).made();

  final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  final HttpTransport http = HttpTransport.create(scheduler, LIMITS);
  ScriptedNetwork network;
  HttpAgent agent;

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

  /** Small replies, as many a second as one likes. */
  static Variant<HttpLimits> unpaced() {
    return Variant.of(HttpLimits.defaults())
        .with(HttpLimits::connectTimeout, Duration.ofSeconds(5))
        .with(HttpLimits::maxReplyBytes, 10_000)
        .with(HttpLimits::requestsPerSecond, HttpLimits.UNLIMITED);
  }

  /** Answers are waited for so long, and looked for often. */
  static AgentTimings timings(Duration timeout) {
    return Variant.of(AgentTimings.defaults())
        .with(AgentTimings::query, timeout)
        .with(AgentTimings::call, timeout)
        .with(AgentTimings::firstPoll, Duration.ofMillis(5))
        .with(AgentTimings::lastPoll, Duration.ofMillis(20))
        .made();
  }

  final HttpAgent agent(Duration timeout) {
    return agent(network.uri(), http, timings(timeout));
  }

  static HttpAgent agent(URI address, HttpTransport way, AgentTimings timings) {
    return new HttpAgent(
        new Network(address, ROOT.der()), SENDER, way, timings, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  final Outcome query() {
    return agent.query(CANISTER, "ws_get_messages", ARG).join();
  }

  final Outcome call() {
    return agent.call(CANISTER, "ws_open", ARG).join();
  }

  final void onQuery(Function<Bytes, Answer> answer) {
    network.on("/api/v2/", "/query", answer);
  }

  final void onCall(String version, Function<Bytes, Answer> answer) {
    network.on("/api/" + version + "/", "/call", answer);
  }

  final void onReadState(Function<Bytes, Answer> answer) {
    network.on("/api/v2/", "/read_state", answer);
  }

  static Bytes stateReply(HashTree state) {
    return stateReply(CertificateFixture.certificate(state, ROOT));
  }

  static Bytes stateReply(Bytes certificate) {
    return new CborWriter().selfDescribe().map(1).key("certificate").bytes(certificate).toBytes();
  }

  static Bytes queryReply(Bytes arg) {
    CborWriter reply = new CborWriter().selfDescribe().map(2);
    reply.key("status").text("replied").key("reply").map(1).key("arg").bytes(arg);
    return reply.toBytes();
  }

  static Bytes requestId(Bytes envelope) {
    return Envelope.decode(envelope).requestId();
  }

  static HashTree replied(Bytes envelope) {
    return CertificateFixture.replied(requestId(envelope), REPLY, NOW);
  }

  static HashTree processing(Bytes requestId) {
    return status(requestId, "processing");
  }

  static HashTree status(Bytes requestId, String status) {
    return CertificateFixture.status(
        requestId, Map.of("status", CertificateFixture.leaf(Bytes.utf8(status))), NOW);
  }

  static Bytes certified(HashTree state) {
    return reply(CertificateFixture.certificate(state, ROOT));
  }

  static Bytes reply(Bytes certificate) {
    CborWriter reply = new CborWriter().selfDescribe().map(2);
    reply.key("status").text("replied").key("certificate").bytes(certificate);
    return reply.toBytes();
  }

  /** The id of the call that the network got first. */
  Bytes callId() {
    return network.requests().stream()
        .filter(request -> request.path().endsWith("/call"))
        .map(request -> requestId(request.body()))
        .findFirst()
        .orElseThrow();
  }

  static Envelope strangersCall() {
    Identity stranger = Ed25519Identity.ofSeed(Bytes.ofHex("08".repeat(32)));
    return new Requests(
            stranger,
            Clock.fixed(NOW, ZoneOffset.UTC),
            Duration.ofMinutes(4),
            () -> Bytes.ofHex("01"))
        .call(CANISTER, "ws_message", ARG);
  }
}
