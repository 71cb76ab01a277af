package icws.gateway;

import static java.util.Objects.requireNonNull;

import icws.client.GatewaySocket;
import icws.gateway.canister.BatchVerifier;
import icws.gateway.canister.CertifiedAnswers;
import icws.gateway.canister.RemoteCanister;
import icws.gateway.canister.SharedCalls;
import icws.gateway.ops.EventCounters;
import icws.gateway.relay.Destination;
import icws.gateway.relay.EventObservers;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.RelaySettings;
import icws.gateway.relay.Timers;
import icws.gateway.relay.call.Circuits;
import icws.gateway.relay.closing.FakeRecord;
import icws.gateway.relay.session.AddressLanes;
import icws.gateway.relay.session.ClientSocket;
import icws.gateway.relay.session.ProcessorShare;
import icws.gateway.relay.session.Relay;
import icws.gateway.relay.session.SessionRegistry;
import icws.gateway.wire.WireProtocol;
import icws.gateway.wire.poc.PocProtocol;
import icws.gateway.wire.v1.V1Protocol;
import icws.ic.agent.AgentTimings;
import icws.ic.agent.HttpAgent;
import icws.ic.agent.HttpLimits;
import icws.ic.agent.HttpTransport;
import icws.ic.agent.Network;
import icws.ic.agent.NetworkThreads;
import icws.ic.agent.TrustedAuthorities;
import icws.ic.identity.Ed25519Identity;
import icws.ic.identity.EnvelopeVerifier;
import java.net.URI;
import java.net.http.WebSocket;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * The gateway's message path, from the session to the agent, without a server around it; its
 * identity is its own. For clients in the same process.
 */
final class InProcessGateway implements AutoCloseable {
  private static final URI NOWHERE = URI.create("ws://in.process");
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(2);
  private final ExecutorService turns = Executors.newSingleThreadExecutor();
  private final ExecutorService clientThreads = Executors.newCachedThreadPool();
  private final Map<GatewaySocket, InProcessSocket> sockets = new ConcurrentHashMap<>();
  private final Answers answers = new Answers();
  private final EventCounters statistics = new EventCounters();
  private final Relay relay;
  private final SessionRegistry sessions;
  private final PocProtocol poc = new PocProtocol();
  private final V1Protocol v1;

  InProcessGateway(
      Network network, RelaySettings settings, AgentTimings timings, HttpLimits limits) {
    this(network, settings, timings, limits, TrustedAuthorities.ofJavaMachine());
  }

  /**
   * @param tls whose certificates are trusted of the network
   */
  InProcessGateway(
      Network network,
      RelaySettings settings,
      AgentTimings timings,
      HttpLimits limits,
      SSLContext tls) {
    this(
        network,
        settings,
        timings,
        scheduler ->
            HttpTransport.create(NetworkThreads.start(Thread::new), tls, scheduler, limits));
  }

  /**
   * @param transport makes the way to the network
   */
  InProcessGateway(
      Network network,
      RelaySettings settings,
      AgentTimings timings,
      Function<ScheduledExecutorService, HttpTransport> transport) {
    Clock clock = Clock.systemUTC();
    Ed25519Identity identity = Ed25519Identity.generate(new SecureRandom());
    HttpTransport http = transport.apply(scheduler);
    HttpAgent agent = new HttpAgent(network, identity, http, timings, clock);
    BatchVerifier batches = new BatchVerifier(agent.verifier());
    CertifiedAnswers certified = new CertifiedAnswers(agent, System::nanoTime);
    Map<Destination, SharedCalls> shared = new ConcurrentHashMap<>();
    Timers timers =
        new Timers(
            scheduler, System::nanoTime, clock, () -> ThreadLocalRandom.current().nextDouble());
    AddressLanes lanes = new AddressLanes(ProcessorShare.usual(), timers, turns, new ThreadTime());
    RelayContext context = new RelayContext(settings, timers, EventObservers.of(statistics));
    v1 = new V1Protocol(identity.principal(), new EnvelopeVerifier(clock, agent::verifier));
    relay =
        new Relay(
            place ->
                answers.of(
                    new RemoteCanister(
                        place.canister(),
                        place.protocol(),
                        agent,
                        batches,
                        certified,
                        shared.computeIfAbsent(place, any -> shared(timers)),
                        clock)),
            new FakeRecord(),
            lanes,
            context);
    sessions = relay.sessions();
  }

  private static SharedCalls shared(Timers timers) {
    return new SharedCalls(
        (delay, task) -> timers.after(delay, task).isPresent(), timers::nanoTime);
  }

  /** A socket of a client that has said nothing. */
  GatewaySocket connect(String protocol) {
    CompletableFuture<InProcessSocket> made = new CompletableFuture<>();
    GatewaySocket socket =
        GatewaySocket.connect(new Handshake(protocol.equals("v1") ? v1 : poc, made), NOWHERE);
    sockets.put(socket, made.join());
    return socket;
  }

  /** Completes when nothing of a socket's session is left. */
  CompletableFuture<Void> ended(GatewaySocket socket) {
    return requireNonNull(sockets.get(socket)).session().ended();
  }

  Answers answers() {
    return answers;
  }

  Circuits circuits() {
    return relay.circuits();
  }

  EventCounters statistics() {
    return statistics;
  }

  @Override
  public void close() {
    sessions.stop(GRACE).join();
    turns.shutdownNow();
    scheduler.shutdownNow();
    clientThreads.shutdown();
  }

  /** Makes the socket, and its session, of one client. */
  private final class Handshake implements WebSocket.Builder {
    private final WireProtocol protocol;
    private final CompletableFuture<InProcessSocket> made;

    Handshake(WireProtocol protocol, CompletableFuture<InProcessSocket> made) {
      this.protocol = protocol;
      this.made = made;
    }

    @Override
    public CompletableFuture<WebSocket> buildAsync(URI address, WebSocket.Listener listener) {
      made.complete(
          new InProcessSocket(
              listener,
              clientThreads,
              (ClientSocket socket) -> sessions.connect(protocol, socket)));
      return CompletableFuture.completedFuture(made.join());
    }

    @Override
    public WebSocket.Builder header(String name, String value) {
      return this;
    }

    @Override
    public WebSocket.Builder connectTimeout(Duration timeout) {
      return this;
    }

    @Override
    public WebSocket.Builder subprotocols(String preferred, String... others) {
      return this;
    }
  }
}
