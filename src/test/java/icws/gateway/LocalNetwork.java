package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.client.ClientIdentity;
import icws.client.ClientKeys;
import icws.client.FrameCheck;
import icws.client.PocClient;
import icws.client.V1Client;
import icws.devnet.Devnet;
import icws.devnet.DevnetOptions;
import icws.devnet.InternetIdentity;
import icws.devnet.RequestLog;
import icws.devnet.TestCanisters;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.agent.Agent;
import icws.ic.agent.AgentTimings;
import icws.ic.agent.HttpAgent;
import icws.ic.agent.HttpLimits;
import icws.ic.agent.HttpTransport;
import icws.ic.agent.Network;
import icws.ic.agent.Operator;
import icws.ic.agent.Outcome;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.certificate.CertificateVerifier;
import icws.ic.certificate.HashTree;
import icws.ic.certificate.Lookup;
import icws.ic.identity.Ed25519Identity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A local network with demo canisters, and what a test needs to reach them past the gateway. */
public final class LocalNetwork implements AutoCloseable {
  private static final Bytes NO_METHODS = Bytes.ofHex("0061736d01000000");

  private final Devnet devnet;
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final HttpTransport http = HttpTransport.create(timers, HttpLimits.defaults());
  private final InternetIdentity internetIdentity;
  private final CertificateVerifier verifier;

  /** Who registers clients of the PoC protocol. */
  private final Agent user;

  private LocalNetwork(Devnet devnet) {
    this.devnet = devnet;
    this.internetIdentity = devnet.internetIdentity();
    this.verifier =
        new CertificateVerifier(
            devnet.rootKeyDer(), Clock.systemUTC(), CertificateVerifier.DEFAULT_MAX_AGE);
    this.user = stranger(devnet, http);
  }

  /**
   * Starts a network without canisters.
   *
   * @param port 0 for any free one
   */
  public static LocalNetwork start(int port) {
    return start(DevnetOptions.defaults().port(port));
  }

  /** Starts a network without canisters. */
  public static LocalNetwork start(DevnetOptions options) {
    return new LocalNetwork(Devnet.start(options));
  }

  public URI url() {
    return devnet.url();
  }

  public Bytes rootKey() {
    return devnet.rootKeyDer();
  }

  /** Installs one more demo canister, of both protocols. */
  public Principal installDemo() {
    return devnet.install(demo(), Devnet.NO_ARGUMENTS);
  }

  /** Installs a module in a canister of its own. */
  public Principal install(Path wasm) {
    return devnet.install(wasm, Devnet.NO_ARGUMENTS);
  }

  /** Installs a canister of the PoC protocol whose heartbeats are a second apart. */
  Principal installShortPeriods() {
    return devnet.install(TestCanisters.SHORT_PERIODS, Devnet.NO_ARGUMENTS);
  }

  /** Installs a canister of protocol v1 whose acknowledgements are a second apart. */
  Principal installShortPeriodsV1() {
    return devnet.install(TestCanisters.SHORT_PERIODS_V1, Devnet.NO_ARGUMENTS);
  }

  /** Installs a demo canister of the PoC protocol where registrations last seconds. */
  Principal installShortLivedDemo() {
    return devnet.install(TestCanisters.SHORT_LIVED_DEMO, Devnet.NO_ARGUMENTS);
  }

  /**
   * Installs a canister of protocol v1 that four clients fill, and that refuses or traps if told.
   */
  Principal installBoundedV1() {
    return devnet.install(TestCanisters.BOUNDED_V1, Devnet.NO_ARGUMENTS);
  }

  /** Puts the code of the demo canister into a canister that has code. */
  void updateDemo(Operator.Mode mode, Principal canister) throws IOException {
    Bytes module = Bytes.wrap(Files.readAllBytes(demo()));
    Operator.install(stranger(), Clock.systemUTC(), mode, canister, module);
  }

  private static Path demo() {
    return Path.of(System.getProperty("icws.canisters", "target/canisters"), "demo.wasm");
  }

  /** Installs a canister that has no methods. */
  public Principal installMute() {
    return devnet.install(NO_METHODS, Devnet.NO_ARGUMENTS);
  }

  /** Takes a canister's methods from it. */
  void mute(Principal canister) {
    Operator.install(stranger(), Clock.systemUTC(), Operator.Mode.REINSTALL, canister, NO_METHODS);
  }

  /** Stops a canister: it answers nothing until it is started. */
  void stop(Principal canister) {
    Operator.stop(stranger(), Clock.systemUTC(), canister);
  }

  /** Starts a canister that was stopped. */
  void start(Principal canister) {
    Operator.start(stranger(), Clock.systemUTC(), canister);
  }

  public RequestLog requests() {
    return devnet.requests();
  }

  /** What a gateway is told to serve this network. */
  public Map<String, String> settings() {
    return settings(Map.of());
  }

  /** As {@link #settings()}, with these others, which go before. */
  public Map<String, String> settings(Map<String, String> others) {
    Map<String, String> all = new HashMap<>();
    all.put("icws.network", "custom");
    all.put("icws.network.url", url().toString());
    all.put("icws.network.root-key", rootKey().hex());
    all.putAll(others);
    return all;
  }

  /** Registers new keys at a canister of the PoC protocol, for a client that believes nothing. */
  public PocClient register(Principal canister) {
    return register(canister, CandidValue.opt(null));
  }

  /** The same for a client that has the heartbeat, and expires then. */
  PocClient register(Principal canister, Instant expiry) {
    return register(canister, wishes(expiry));
  }

  /**
   * Registers a key as the original page does, which knows of no terms; answers the client's id.
   */
  long register(Principal canister, Bytes key) {
    return call(canister, "ws_register", CandidValue.blob(key)).asNat64();
  }

  private PocClient register(Principal canister, CandidValue wishes) {
    ClientKeys keys = ClientKeys.generate();
    CandidValue key = CandidValue.blob(Bytes.wrap(keys.rawPublicKey()));
    long id = call(canister, "ws_register", key, wishes).asNat64();
    return new PocClient(canister.toString(), keys, id, certified(canister));
  }

  /** Has a client of the PoC protocol that is registered or open expire then. */
  void renew(Principal canister, PocClient client, Instant expiry) {
    call(canister, "ws_renew", CandidValue.nat64(client.id()), wishes(expiry));
  }

  private static CandidValue wishes(Instant expiry) {
    CandidValue nanos =
        CandidValue.nat64(expiry.getEpochSecond() * 1_000_000_000 + expiry.getNano());
    return CandidValue.opt(CandidValue.record(Map.of("expires", CandidValue.opt(nanos))));
  }

  private CandidValue call(Principal canister, String method, CandidValue... arguments) {
    return value(method, user.call(canister, method, Candid.encode(arguments)).join());
  }

  /** Asks a canister with short periods until a client is not open any more. */
  void awaitClosed(Principal canister, PocClient client, Duration patience) {
    Bytes argument = Candid.encode(CandidValue.nat64(client.id()));
    long deadline = System.nanoTime() + patience.toNanos();
    while (value("is_open", user.query(canister, "is_open", argument).join()).asBool()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("client " + client.id() + " is still open after " + patience);
      }
    }
  }

  private static CandidValue value(String method, Outcome outcome) {
    if (!(outcome instanceof Outcome.Replied replied)) {
      throw new AssertionError(method + " is not answered: " + outcome);
    }
    return Candid.decode(replied.arg()).get(0);
  }

  /** Makes a client of a canister of protocol v1, with new keys, that believes nothing. */
  public V1Client clientV1(Principal canister) {
    return clientV1(canister, ClientKeys.generate());
  }

  /** Makes a client of a canister of protocol v1 that has been there before. */
  V1Client clientV1(Principal canister, ClientIdentity keys) {
    return new V1Client(canister.toString(), keys, certified(canister));
  }

  /** Signs for users in the name of a canister of this network. */
  public InternetIdentity internetIdentity() {
    return internetIdentity;
  }

  /** Makes a client of a canister of protocol v1 that has logged in with Internet Identity. */
  public V1Client clientOfInternetIdentity(Principal canister) {
    InternetIdentity.User user = internetIdentity.register();
    ClientKeys keys =
        ClientKeys.delegated(
            user.publicKeyDer().toByteArray(),
            message -> user.sign(Bytes.wrap(message)).toByteArray());
    return clientV1(canister, keys);
  }

  /** Whether a canister of the PoC protocol does not know a client, be it open or registered. */
  boolean hasForgotten(Principal canister, long client) {
    Bytes argument = Candid.encode(CandidValue.nat64(client));
    return stranger().query(canister, "ws_get_client_key", argument).join()
        instanceof Outcome.Rejected;
  }

  /** That a frame's certificate, tree and content belong together and come from a canister. */
  FrameCheck certified(Principal canister) {
    return (key, content, certificate, tree) -> {
      HashTree hashes = HashTree.decode(Bytes.wrap(tree));
      assertEquals(
          new Lookup.Found(hashes.digest()),
          verifier
              .verify(Bytes.wrap(certificate), canister)
              .lookup(Bytes.utf8("canister"), canister.raw(), Bytes.utf8("certified_data")));
      assertEquals(
          new Lookup.Found(Sha256.hash(Bytes.wrap(content))),
          hashes.lookup(Bytes.utf8("websocket"), Bytes.utf8(key)));
    };
  }

  /** An agent for an identity that nobody else has. */
  private Agent stranger() {
    return stranger(devnet, http);
  }

  private static Agent stranger(Devnet devnet, HttpTransport http) {
    Network network = new Network(devnet.url(), devnet.rootKeyDer());
    Ed25519Identity identity = Ed25519Identity.generate(new SecureRandom());
    return new HttpAgent(network, identity, http, AgentTimings.defaults(), Clock.systemUTC());
  }

  @Override
  public void close() {
    timers.shutdownNow();
    devnet.close();
  }
}
