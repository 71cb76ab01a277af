package icws.motoko;

import icws.devnet.Devnet;
import icws.devnet.DevnetOptions;
import icws.devnet.TestCanisters;
import icws.devnet.engine.InstructionMeter;
import icws.ic.Bytes;
import icws.ic.Principal;
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
import icws.ic.identity.AnonymousIdentity;
import icws.ic.identity.Ed25519Identity;
import icws.ic.identity.Identity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A local network of a test's own, with a clock that the test moves, to install canisters on. */
final class CanisterHost implements AutoCloseable {
  static final Path DEMO = Path.of("target/canisters/demo.wasm");
  static final Path DEMO_POC = Path.of("target/test-canisters/demo-poc.wasm");
  static final Path DEMO_V1 = Path.of("target/test-canisters/demo-v1.wasm");
  static final Path LIBRARY = Path.of("target/test-canisters/library.wasm");
  static final Path BEFORE_TERMS = Path.of("target/test-canisters/before-terms.wasm");
  static final Path BOUNDED = Path.of("target/test-canisters/bounded.wasm");
  static final Path CROWD = Path.of("target/test-canisters/crowd.wasm");
  static final Path BOUNDED_V1 = Path.of("target/test-canisters/bounded-v1.wasm");

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  final SettableClock clock = new SettableClock();
  private final Deque<String> printed = new ConcurrentLinkedDeque<>();
  private final Devnet devnet;
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final HttpTransport transport = HttpTransport.create(scheduler, HttpLimits.defaults());
  private final Network network;

  CanisterHost() {
    this(DevnetOptions.defaults());
  }

  /** A host that the meter counts on, slowly: a message may take minutes. */
  CanisterHost(InstructionMeter meter) {
    this(DevnetOptions.defaults().meter(meter).messageLimit(PATIENCE).callTimeout(PATIENCE));
  }

  private CanisterHost(DevnetOptions options) {
    devnet =
        Devnet.start(
            options.port(0).clock(clock).printed((canister, text) -> printed.addLast(text)));
    network = new Network(devnet.url(), devnet.rootKeyDer());
  }

  Principal install(Path wasm) {
    return devnet.install(wasm, Devnet.NO_ARGUMENTS);
  }

  /** Moves the clock, also for the timers of canisters. */
  void advance(Duration duration) {
    clock.advance(duration);
    devnet.clockMoved();
  }

  /** What a canister printed last. */
  String lastPrinted() {
    return printed.getLast();
  }

  CertificateVerifier verifier() {
    return new CertificateVerifier(devnet.rootKeyDer(), clock, CertificateVerifier.DEFAULT_MAX_AGE);
  }

  /** An identity that is always the same for the same number. */
  static Ed25519Identity identity(int number) {
    byte[] seed = new byte[Ed25519Identity.SEED_BYTES];
    seed[0] = (byte) number;
    return Ed25519Identity.ofSeed(Bytes.wrap(seed));
  }

  /** Replaces a canister's module as its controller, the anonymous principal, does; state stays. */
  void upgrade(Principal canister, Path wasm) {
    Agent controller = agent(new AnonymousIdentity());
    // As operators do it: a canister that waits for answers cannot be upgraded.
    Operator.stop(controller, clock, canister);
    Operator.install(controller, clock, Operator.Mode.UPGRADE, canister, TestCanisters.read(wasm));
    Operator.start(controller, clock, canister);
  }

  Outcome call(Identity caller, Principal canister, String method, CandidValue... args) {
    return call(caller, canister, method, Candid.encode(args));
  }

  /** A call with an argument that need not be Candid. */
  Outcome call(Identity caller, Principal canister, String method, Bytes argument) {
    return agent(caller).call(canister, method, argument).join();
  }

  /** A query with an argument that need not be Candid. */
  Outcome query(Identity caller, Principal canister, String method, Bytes argument) {
    return agent(caller).query(canister, method, argument).join();
  }

  Outcome query(Identity caller, Principal canister, String method, CandidValue... args) {
    return query(caller, canister, method, Candid.encode(args));
  }

  /** The values of a reply; anything else fails the test. */
  static List<CandidValue> reply(Outcome outcome) {
    if (outcome instanceof Outcome.Replied replied) {
      return Candid.decode(replied.arg());
    }
    throw new AssertionError("no reply but " + outcome);
  }

  /** The message of a reject by the canister itself; anything else fails the test. */
  static String reject(Outcome outcome) {
    if (outcome instanceof Outcome.Rejected rejected
        && rejected.code() == Outcome.Rejected.CANISTER_REJECT) {
      return rejected.message();
    }
    throw new AssertionError("no reject by the canister but " + outcome);
  }

  private HttpAgent agent(Identity caller) {
    return new HttpAgent(network, caller, transport, AgentTimings.defaults(), clock);
  }

  @Override
  public void close() {
    devnet.close();
    scheduler.shutdownNow();
  }
}
