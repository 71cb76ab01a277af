package icws.ic.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.devnet.Devnet;
import icws.devnet.DevnetOptions;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.certificate.Certificate;
import icws.ic.certificate.Lookup;
import icws.ic.identity.AnonymousIdentity;
import icws.ic.identity.DelegatedIdentity;
import icws.ic.identity.EcdsaIdentity;
import icws.ic.identity.Ed25519Identity;
import icws.ic.identity.Envelope;
import icws.ic.identity.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The agent with a network that runs real Wasm and checks real signatures. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentOnLocalNetworkTest {

  private static final Path DEMO = Path.of("target/canisters/demo.wasm");
  private static final Ed25519Identity OWNER = identity("01");
  private static final Ed25519Identity SESSION = identity("02");

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final HttpTransport http = HttpTransport.create(scheduler, HttpLimits.defaults());
  private Devnet devnet;
  private Principal canister;

  @BeforeAll
  void start() {
    devnet = Devnet.start(DevnetOptions.defaults().port(0));
    canister = devnet.install(DEMO, Devnet.NO_ARGUMENTS);
  }

  @AfterAll
  void stop() {
    devnet.close();
    scheduler.shutdown();
  }

  @Test
  void updateIsCertifiedAndQuerySeesIt() {
    Bytes key = OWNER.rawPublicKey();

    long client = register(OWNER, key);

    assertEquals(key, clientKey(OWNER, client));
  }

  @ParameterizedTest
  @EnumSource(EcdsaIdentity.Curve.class)
  void aKeyOnEitherCurveSignsAsWell(EcdsaIdentity.Curve curve) {
    EcdsaIdentity caller = EcdsaIdentity.generate(curve, new SecureRandom());

    long client = register(caller, SESSION.rawPublicKey());

    assertEquals(SESSION.rawPublicKey(), clientKey(caller, client));
  }

  @Test
  void delegatedIdentityMayCallWhatItsDelegationNames() {
    Instant expiry = Instant.now().plus(Duration.ofHours(1));
    Identity delegated = DelegatedIdentity.delegate(OWNER, SESSION, expiry, List.of(canister));

    long client = register(delegated, SESSION.rawPublicKey());

    assertEquals(SESSION.rawPublicKey(), clientKey(new AnonymousIdentity(), client));
  }

  @Test
  void expiredDelegationIsRefused() {
    Instant expiry = Instant.now().minus(Duration.ofHours(1));
    Identity expired = DelegatedIdentity.delegate(OWNER, SESSION, expiry, List.of());

    Outcome outcome = call(expired, canister, "ws_register", SESSION.rawPublicKey());

    assertInstanceOf(Outcome.Refused.class, outcome);
  }

  @Test
  void canisterThatDoesNotExistIsRejectedAsADestination() {
    Principal nowhere = Principal.of(Bytes.ofHex("00000000000fffff0101"));

    Outcome called = call(OWNER, nowhere, "ws_register", OWNER.rawPublicKey());
    Outcome queried = agent(OWNER).query(nowhere, "ws_get_client_key", nat64(16)).join();

    assertEquals(3, assertInstanceOf(Outcome.Rejected.class, called).code());
    assertEquals(3, assertInstanceOf(Outcome.Rejected.class, queried).code());
  }

  @Test
  void theNetworkProvesWhichCanistersItHas() {
    Agent agent = agent(OWNER);
    Principal inNoRange = Principal.of(Bytes.ofHex("ffffffffffffffff0101"));

    assertEquals(known(CanisterPresence.INSTALLED), agent.presence(canister).join());
    assertEquals(
        known(CanisterPresence.ABSENT),
        agent.presence(Principal.of(Bytes.ofHex("00000000000fffff0101"))).join());
    assertEquals(known(CanisterPresence.ABSENT), agent.presence(inNoRange).join());
  }

  private static ReadResult<CanisterPresence> known(CanisterPresence presence) {
    return new ReadResult.Known<>(presence);
  }

  @Test
  void aQueryThatIsCalledHasACertifiedAnswer() {
    Outcome called = agent(OWNER).call(canister, "ws_get_client_key", nat64(999_999)).join();

    assertTrue(assertInstanceOf(Outcome.Rejected.class, called).certified());
  }

  @Test
  void strangersEnvelopeIsRelayedTwiceAndExecutedOnce() {
    Envelope envelope =
        new Requests(SESSION, Clock.systemUTC(), Duration.ofMinutes(4), () -> Bytes.ofHex("0102"))
            .call(canister, "ws_register", blob(SESSION.rawPublicKey()));
    Agent relaying = agent(OWNER);

    Outcome first = relaying.relay(envelope.encode(), canister, envelope.requestId()).join();
    Outcome second = relaying.relay(envelope.encode(), canister, envelope.requestId()).join();

    assertInstanceOf(Outcome.Replied.class, first);
    assertEquals(first, second);
  }

  @Test
  void preparedCallIsSubmittedTwiceAndExecutedOnce() {
    Agent agent = agent(OWNER);
    PreparedCall call = agent.prepare(canister, "ws_register", blob(OWNER.rawPublicKey()));

    Outcome first = agent.submit(call).join();
    Outcome second = agent.submit(call).join();

    assertInstanceOf(Outcome.Replied.class, first);
    assertEquals(first, second);
  }

  @Test
  void certifiedStateTellsTheModulesHash() throws IOException {
    List<Bytes> path = List.of(Bytes.utf8("canister"), canister.raw(), Bytes.utf8("module_hash"));

    ReadResult<Certificate> reading = agent(OWNER).readState(canister, List.of(path)).join();

    Certificate certificate =
        (Certificate) assertInstanceOf(ReadResult.Known.class, reading).value();
    Bytes module = Bytes.wrap(Files.readAllBytes(DEMO));
    assertEquals(
        new Lookup.Found(Sha256.hash(module)), certificate.lookup(path.toArray(Bytes[]::new)));
  }

  @Test
  void statusTellsTheKeyThatCertificatesVerifyUnder() {
    ReadResult<NetworkStatus> status = agent(OWNER).status().join();

    assertEquals(
        new ReadResult.Known<>(Optional.of(devnet.rootKeyDer())),
        status.map(NetworkStatus::rootKeyDer));
  }

  @Test
  void networkWithAnotherRootKeyIsUntrusted() {
    Network wrong = new Network(devnet.url(), Network.mainnet().rootKeyDer());
    Agent mistaken = new HttpAgent(wrong, OWNER, http, AgentTimings.defaults(), Clock.systemUTC());

    Outcome outcome = mistaken.call(canister, "ws_register", blob(OWNER.rawPublicKey())).join();

    assertInstanceOf(Outcome.Untrusted.class, outcome);
  }

  @Test
  void requestsOfAnAgentWhoseClockIsADayLateAreRefused() {
    Clock yesterday = Clock.offset(Clock.systemUTC(), Duration.ofDays(-1));
    Network network = new Network(devnet.url(), devnet.rootKeyDer());
    Agent late = new HttpAgent(network, OWNER, http, AgentTimings.defaults(), yesterday);

    Outcome outcome = late.query(canister, "ws_get_client_key", nat64(16)).join();

    assertInstanceOf(Outcome.Refused.class, outcome);
  }

  private long register(Identity caller, Bytes key) {
    Outcome outcome = call(caller, canister, "ws_register", key);
    Outcome.Replied reply = assertInstanceOf(Outcome.Replied.class, outcome);
    return Candid.decode(reply.arg()).get(0).asNat64();
  }

  private Bytes clientKey(Identity caller, long client) {
    Outcome outcome = agent(caller).query(canister, "ws_get_client_key", nat64(client)).join();
    Outcome.Replied reply = assertInstanceOf(Outcome.Replied.class, outcome);
    return Candid.decode(reply.arg()).get(0).asBlob();
  }

  private Outcome call(Identity caller, Principal to, String method, Bytes argument) {
    return agent(caller).call(to, method, blob(argument)).join();
  }

  private HttpAgent agent(Identity caller) {
    Network network = new Network(devnet.url(), devnet.rootKeyDer());
    return new HttpAgent(network, caller, http, AgentTimings.defaults(), Clock.systemUTC());
  }

  private static Bytes blob(Bytes bytes) {
    return Candid.encode(CandidValue.blob(bytes));
  }

  private static Bytes nat64(long number) {
    return Candid.encode(CandidValue.nat64(number));
  }

  private static Ed25519Identity identity(String octet) {
    return Ed25519Identity.ofSeed(Bytes.ofHex(octet.repeat(32)));
  }
}
