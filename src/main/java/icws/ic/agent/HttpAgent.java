package icws.ic.agent;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.UntrustedException;
import icws.ic.cbor.CborMap;
import icws.ic.certificate.Certificate;
import icws.ic.certificate.CertificateVerifier;
import icws.ic.certificate.Topology;
import icws.ic.identity.Envelope;
import icws.ic.identity.Identity;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The agent over HTTP (interface specification, "HTTPS Interface").
 *
 * <p>Calls go to the newest version of the call endpoint that the network knows, which is
 * remembered, and are followed until their certified reply. Replies of queries are taken as they
 * come: node signatures are not checked, for what matters in them carries a certificate. Futures
 * complete on the transport's threads, which must not be blocked.
 */
public final class HttpAgent implements Agent {

  private static final int NONCE_BYTES = 16;
  private static final Bytes REQUEST_STATUS = Bytes.utf8("request_status");

  private final Network network;
  private final Identity identity;
  private final HttpTransport http;
  private final AgentTimings timings;
  private final CertificateVerifier verifier;
  private final Requests requests;
  private final CallEndpoint calls;
  private final Clock clock;
  private final Principal rootSubnet;
  private final PresenceReader presences;
  private final HttpAgent sessions;

  /** Makes an agent for one identity; several may share a transport. */
  public HttpAgent(
      Network network, Identity identity, HttpTransport http, AgentTimings timings, Clock clock) {
    this.network = network;
    this.identity = identity;
    this.http = http;
    this.timings = timings;
    this.verifier = new CertificateVerifier(network.rootKeyDer(), clock, timings.certificateAge());
    SecureRandom random = new SecureRandom();
    this.requests = new Requests(identity, clock, timings.ingressLifetime(), () -> nonce(random));
    this.calls = new CallEndpoint(network, System::nanoTime);
    this.clock = clock;
    this.rootSubnet = Principal.selfAuthenticating(network.rootKeyDer());
    this.presences = presences();
    this.sessions = new HttpAgent(this);
  }

  /** For sessions: by another lane, with all that the other one has learnt. */
  private HttpAgent(HttpAgent other) {
    this.network = other.network;
    this.identity = other.identity;
    this.http = other.http;
    this.timings = other.timings;
    this.verifier = other.verifier;
    this.requests = other.requests;
    this.calls = other.calls;
    this.clock = other.clock;
    this.rootSubnet = other.rootSubnet;
    this.presences = presences();
    this.sessions = this;
  }

  private PresenceReader presences() {
    return new PresenceReader(
        canister -> readState(canister, PresenceReader.paths(canister)),
        this::readTopology,
        rootSubnet,
        clock);
  }

  @Override
  public Agent forSessions() {
    return sessions;
  }

  /** What a network says about itself, asked before its root key is known. */
  public static CompletableFuture<ReadResult<NetworkStatus>> status(
      URI baseUri, HttpTransport http, Duration timeout) {
    return http.get(Network.endpoint(baseUri, "/api/v2/status"), timeout)
        .thenApply(answer -> Replies.reading(answer, NetworkStatus::decode));
  }

  /** The verifier for this agent's network, with what it remembers. */
  public CertificateVerifier verifier() {
    return verifier;
  }

  @Override
  public Identity identity() {
    return identity;
  }

  @Override
  public CompletableFuture<Outcome> query(
      Principal canister, String method, Bytes arg, Urgency urgency) {
    Bytes envelope = requests.query(canister, method, arg).encode();
    URI uri = canisterEndpoint(canister, "query");
    return http.post(canister, Lane.of(urgency, isForSessions()), uri, envelope, timings.query())
        .thenApply(Replies::query);
  }

  @Override
  public void hurry(Principal canister) {
    http.hurry(canister);
  }

  @Override
  public PreparedCall prepare(Principal canister, String method, Bytes arg) {
    Envelope envelope = requests.call(canister, method, arg);
    return new PreparedCall(canister, envelope.encode(), envelope.requestId(), envelope.expiry());
  }

  @Override
  public CompletableFuture<Outcome> submit(PreparedCall call) {
    return submit(call, new CompletableFuture<>());
  }

  @Override
  public CompletableFuture<Outcome> submit(PreparedCall call, CompletableFuture<?> unwanted) {
    List<List<Bytes>> paths = List.of(List.of(REQUEST_STATUS, call.requestId()));
    return new CallExchange(
            http,
            calls,
            callLane(),
            timings,
            verifier,
            call.canister(),
            call.envelope(),
            call.requestId(),
            () -> readState(call.canister(), paths))
        .unless(unwanted)
        .submit();
  }

  @Override
  public CompletableFuture<Outcome> relay(
      Bytes signedEnvelope, Principal canister, Bytes requestId) {
    return relay(signedEnvelope, canister, requestId, new CompletableFuture<>());
  }

  @Override
  public CompletableFuture<Outcome> relay(
      Bytes signedEnvelope, Principal canister, Bytes requestId, CompletableFuture<?> unwanted) {
    return new CallExchange(
            http, calls, callLane(), timings, verifier, canister, signedEnvelope, requestId, null)
        .unless(unwanted)
        .submit();
  }

  @Override
  public CompletableFuture<ReadResult<Certificate>> readState(
      Principal canister, List<List<Bytes>> paths) {
    return readState(canister, canisterEndpoint(canister, "read_state"), paths)
        .thenApply(answer -> Replies.reading(answer, body -> certificate(body, canister)));
  }

  @Override
  public CompletableFuture<ReadResult<CanisterPresence>> presence(Principal canister) {
    return presences.read(canister);
  }

  private CompletableFuture<ReadResult<Certificate>> readTopology() {
    URI uri = Network.endpoint(network.baseUri(), "/api/v2/subnet/" + rootSubnet + "/read_state");
    return readState(rootSubnet, uri, Topology.PATHS)
        .thenApply(answer -> Replies.reading(answer, this::rootCertificate));
  }

  private CompletableFuture<HttpAnswer> readState(
      Principal about, URI uri, List<List<Bytes>> paths) {
    Bytes envelope = requests.readState(paths).encode();
    Lane lane = Lane.of(Urgency.AWAITED, isForSessions());
    return http.post(about, lane, uri, envelope, timings.query());
  }

  private boolean isForSessions() {
    return sessions == this;
  }

  private Lane callLane() {
    return isForSessions() ? Lane.SESSION : Lane.CALL;
  }

  @Override
  public CompletableFuture<ReadResult<NetworkStatus>> status() {
    return status(network.baseUri(), http, timings.query());
  }

  private Certificate certificate(Bytes body, Principal canister) {
    return verifier.verify(CborMap.read(body).bytes("certificate"), canister);
  }

  private Certificate rootCertificate(Bytes body) {
    Certificate certificate = certificate(body, Principal.MANAGEMENT);
    if (certificate.delegation().isPresent()) {
      throw new UntrustedException(
          UntrustedException.Reason.DELEGATION, "another subnet has signed for the root subnet");
    }
    return certificate;
  }

  private URI canisterEndpoint(Principal canister, String request) {
    return Network.endpoint(network.baseUri(), "/api/v2/canister/" + canister + "/" + request);
  }

  private static Bytes nonce(SecureRandom random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return Bytes.wrap(nonce);
  }
}
