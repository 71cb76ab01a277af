package icws.gateway;

import icws.gateway.config.GatewayConfiguration;
import icws.gateway.config.NetworkConfiguration;
import icws.gateway.edge.AllowedOrigins;
import icws.gateway.edge.Connections;
import icws.gateway.edge.Endpoints;
import icws.gateway.edge.IdleReaper;
import icws.gateway.edge.RootProtocol;
import icws.gateway.edge.TrustedProxies;
import icws.gateway.log.SampledLog;
import icws.gateway.ops.PageSettings;
import icws.gateway.ops.PublishedSettings;
import icws.gateway.ops.StartState;
import icws.gateway.ops.Vitals;
import icws.gateway.record.JdbcRecord;
import icws.gateway.record.RecordDatabase;
import icws.gateway.relay.Events;
import icws.gateway.relay.Faults;
import icws.gateway.relay.GatewayEvent;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.Timers;
import icws.gateway.relay.closing.SessionRecord;
import icws.gateway.relay.session.AddressLanes;
import icws.gateway.relay.session.ClientSession;
import icws.gateway.relay.session.ClientSocket;
import icws.gateway.relay.session.Relay;
import icws.gateway.wire.WireProtocol;
import icws.gateway.wire.poc.PocProtocol;
import icws.gateway.wire.v1.V1Protocol;
import icws.ic.Bytes;
import icws.ic.DurationText;
import icws.ic.agent.AgentTimings;
import icws.ic.agent.HttpAgent;
import icws.ic.agent.HttpTransport;
import icws.ic.agent.Network;
import icws.ic.agent.NetworkThreads;
import icws.ic.certificate.CertificateVerifier;
import icws.ic.identity.EnvelopeVerifier;
import icws.ic.identity.Identity;
import icws.ic.identity.SignatureVerifier;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The objects that live as long as the application, put together; their start and their stop. */
final class Gateway {
  private static final Logger LOG = System.getLogger(Gateway.class.getName());
  private static final int SCHEDULER_THREADS = 2;
  private static final Duration REAPER_INTERVAL = Duration.ofMillis(500);

  /** How long a thread that verifies signatures waits for the next one before it ends. */
  private static final Duration IDLE_THREAD = Duration.ofSeconds(30);

  /** Longer than the network exists. */
  private static final Duration ANY_AGE = Duration.ofDays(36_500);

  private final GatewayConfiguration configuration;
  private final Identity identity;
  private final SampledLog log = new SampledLog(System::nanoTime);
  private final Faults faults;
  private final Teardown teardown;
  private final Scheduler scheduler;
  private final HttpTransport http;
  private final AgentTimings timings = AgentTimings.defaults();
  private final DeferredNetwork network;
  private final PublishedSettings settings;
  private final Events events;
  private final Map<String, WireProtocol> protocols;
  private final JdbcRecord record;
  private final Relay relay;
  private final Connections connections;
  private final IdleReaper reaper;
  private final StartState startState = new StartState();
  private final Vitals vitals;

  // Guarded by this.
  private boolean stopped;

  /**
   * Puts the objects together; nobody is let in yet.
   *
   * @param database has the record of open sessions
   * @param threads the container's, so that what runs on them finds the application's classes
   * @param rounds the container's scheduler, for what is submitted once and runs periodically
   * @param events where what happens is told
   * @param faults takes what our code throws on the threads of others
   * @param teardown is told of all that has an end; the caller's to close if this throws
   */
  Gateway(
      GatewayConfiguration configuration,
      Identity identity,
      RecordDatabase database,
      ThreadFactory threads,
      ScheduledExecutorService rounds,
      Events events,
      Faults faults,
      Teardown teardown) {
    this.configuration = configuration;
    this.identity = identity;
    this.events = events;
    this.faults = faults;
    this.teardown = teardown;
    CertificateVerifier.load();
    this.scheduler = new Scheduler(SCHEDULER_THREADS, threads, faults, System::nanoTime);
    teardown.add(scheduler::end);
    ExecutorService networkThreads = NetworkThreads.start(threads);
    teardown.add(networkThreads::shutdownNow);
    this.http =
        HttpTransport.create(
            networkThreads, configuration.tls(), scheduler, configuration.requests());
    teardown.add(http::close);
    BlockingCalls blockingCalls =
        new BlockingCalls(configuration.limits().maxConnections(), threads);
    teardown.add(blockingCalls::shutdownNow);
    BlockingCalls endings = new BlockingCalls(configuration.limits().maxConnections(), threads);
    teardown.add(endings::shutdownNow);
    ThreadPoolExecutor turns = turns(threads);
    teardown.add(turns::shutdownNow);
    this.settings = new PublishedSettings(configuration.network().url());
    DoubleSupplier jitter = () -> ThreadLocalRandom.current().nextDouble();
    Timers timers = new Timers(scheduler, System::nanoTime, Clock.systemUTC(), jitter, faults);
    this.network = new DeferredNetwork(timers);
    AddressLanes lanes =
        new AddressLanes(configuration.processors(), timers, turns, new ThreadTime());
    RelayContext context = new RelayContext(configuration.relay(), timers, events, blockingCalls);
    this.protocols = protocols();
    this.record =
        new JdbcRecord(
            database, identity.principal(), protocols, threads, scheduler, System::nanoTime);
    teardown.add(record::close);
    this.relay = new Relay(network, record, lanes, context);
    this.connections =
        new Connections(
            configuration.limits(),
            events,
            System::nanoTime,
            jitter,
            blockingCalls,
            endings,
            faults);
    this.reaper =
        new IdleReaper(connections::inspect, rounds, REAPER_INTERVAL, faults, System::nanoTime);
    teardown.add(reaper::close);
    this.vitals =
        new Vitals(
            Map.of(
                "the reaper", reaper::complaint,
                "the scheduler", scheduler::complaint,
                "the record", record::complaint,
                "the canisters", relay.canisters()::complaint));
  }

  /**
   * Threads for what takes long, on half of the processors. Each address waits for one turn at a
   * time, so that the queue is no longer than there are addresses.
   */
  private static ThreadPoolExecutor turns(ThreadFactory threads) {
    int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    ThreadPoolExecutor turns =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_THREAD.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            threads);
    turns.allowCoreThreadTimeOut(true);
    return turns;
  }

  /** Lets clients in as soon as the network's root key is known; returns at once. */
  void start() {
    scheduler.prestartAllCoreThreads();
    NetworkConfiguration choice = configuration.network();
    LOG.log(Level.INFO, "The network is {0}", choice);
    if (choice instanceof NetworkConfiguration.Mainnet) {
      serve(Network.mainnet().rootKeyDer(), null);
    } else if (choice instanceof NetworkConfiguration.CustomWithKey custom) {
      serve(custom.rootKey(), custom.rootKey());
    } else {
      step(
          "the root key of the network at " + choice.url(),
          new RootKeyFetch(
              () -> HttpAgent.status(choice.url(), http, timings.query()), key -> serve(key, key)));
    }
  }

  private void step(String what, Supplier<CompletableFuture<Void>> attempt) {
    new StartStep(what, attempt, scheduler, configuration.relay().retryPolicy(), startState)
        .begin();
  }

  /**
   * Closes every client's socket and waits, within the grace, until the clients have what was for
   * them and their canisters know. Several may call it, on any threads: one stops, and all wait for
   * the end of that.
   */
  synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    faults.contain("Telling clients and canisters of the stop", this::sayGoodbye);
    teardown.close();
    LOG.log(Level.INFO, "The gateway has stopped");
  }

  private void sayGoodbye() {
    Duration grace = configuration.shutdownGrace();
    CompletableFuture<Void> emptied = connections.refuse();
    relay.openClients().stop();
    CompletableFuture<Void> told = CompletableFuture.allOf(relay.sessions().stop(grace), emptied);
    try {
      told.get(grace.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      LOG.log(
          Level.INFO,
          "Within icws.shutdown.grace, {0}, not every client and canister could be told of the"
              + " stop; the next start tells the canisters of clients that are still in the record",
          DurationText.of(grace));
    } catch (ExecutionException fault) {
      faults.report("Telling clients and canisters of the stop", fault);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Bytes rootKey, @Nullable Bytes publishedKey) {
    Network reached = new Network(configuration.network().url(), rootKey);
    HttpAgent agent = new HttpAgent(reached, identity, http, timings, Clock.systemUTC());
    network.known(agent, ageless(rootKey));
    settings.publish(
        new PageSettings(
            configuration.demoCanister(), reached.baseUri(), publishedKey, Endpoints.paths()));
    CompletableFuture<List<SessionRecord.LeftBehind>> leftBehind = record.open();
    step("the record of sessions", () -> leftBehind.thenAccept(this::admit));
  }

  /** For canister signatures; it remembers as many as there may be clients. */
  private CertificateVerifier ageless(Bytes rootKey) {
    return new CertificateVerifier(
        rootKey, Clock.systemUTC(), ANY_AGE, configuration.limits().maxConnections());
  }

  /** Ordering: whose sessions an earlier run left open is known before anybody is let in. */
  private void admit(List<SessionRecord.LeftBehind> leftBehind) {
    relay.openClients().adopt(leftBehind);
    connections.admit(new Admission());
    startState.started();
    LOG.log(Level.INFO, "Clients are let in");
  }

  private Map<String, WireProtocol> protocols() {
    SignatureVerifier signatures = SignatureVerifier.with(network::ageless);
    EnvelopeVerifier verifier =
        EnvelopeVerifier.of(
            Clock.systemUTC(),
            (key, message, signature) -> {
              events.fire(new GatewayEvent.SignatureVerified(SignatureVerifier.isQuick(key)));
              return signatures.verifies(key, message, signature);
            });
    return Stream.of(new PocProtocol(), new V1Protocol(identity.principal(), verifier))
        .collect(Collectors.toUnmodifiableMap(WireProtocol::name, protocol -> protocol));
  }

  /** What clients come to that are let in. */
  private final class Admission implements Connections.Sessions {

    @Override
    public ClientSession connect(String protocol, ClientSocket socket) {
      WireProtocol spoken = protocols.get(protocol);
      if (spoken == null) {
        throw new IllegalArgumentException("an endpoint for an unknown protocol, " + protocol);
      }
      return relay.sessions().connect(spoken, socket);
    }

    @Override
    public boolean isFull() {
      return relay.openClients().isFull();
    }
  }

  AllowedOrigins origins() {
    return configuration.origins();
  }

  RootProtocol rootProtocol() {
    return configuration.rootProtocol();
  }

  TrustedProxies proxies() {
    return configuration.proxies();
  }

  boolean wantsTyrusTimer() {
    return configuration.tyrusTimer();
  }

  boolean wantsLogSampling() {
    return configuration.logSampling();
  }

  SampledLog log() {
    return log;
  }

  Faults faults() {
    return faults;
  }

  Events events() {
    return events;
  }

  StartState startState() {
    return startState;
  }

  Vitals vitals() {
    return vitals;
  }

  HttpTransport http() {
    return http;
  }

  Connections connections() {
    return connections;
  }

  Relay relay() {
    return relay;
  }

  SessionRecord record() {
    return record;
  }

  PublishedSettings settings() {
    return settings;
  }
}
