package icws.ic.agent;

import static icws.ic.certificate.CertificateFixture.leaf;
import static icws.ic.certificate.CertificateFixture.node;
import static icws.ic.certificate.CertificateFixture.nodeOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.ScriptedNetwork.Answer;
import icws.ic.certificate.CertificateFixture;
import icws.ic.certificate.CertificateFixture.BlsKey;
import icws.ic.certificate.HashTree;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether a canister is there, by what the subnets certify; and how one could lie about it. */
class PresenceReaderTest extends AgentFixture {

  private static final Principal ROOT_SUBNET = Principal.selfAuthenticating(ROOT.der());
  private static final BlsKey SUBNET_KEY = new BlsKey(3);
  private static final Principal SUBNET = Principal.selfAuthenticating(SUBNET_KEY.der());

  /** Of the root subnet; {@link AgentFixture#CANISTER} is the other one's. */
  private static final Principal ON_ROOT = canister("00000000000000020101");

  private static final Principal NOWHERE = canister("00000000000000090101");

  private static Principal canister(String hex) {
    return Principal.of(Bytes.ofHex(hex));
  }

  @BeforeEach
  void tellTheSubnets() {
    onRootState(subnets(NOW));
  }

  private ReadResult<CanisterPresence> presence(Principal canister) {
    return agent.presence(canister).join();
  }

  private static ReadResult<CanisterPresence> known(CanisterPresence presence) {
    return new ReadResult.Known<>(presence);
  }

  private static void assertUnproved(ReadResult<CanisterPresence> reading) {
    assertInstanceOf(ReadResult.Missing.class, reading);
  }

  private void onRootState(HashTree state) {
    onRootCertificate(CertificateFixture.certificate(state, ROOT));
  }

  private void onRootCertificate(Bytes certificate) {
    network.on(
        "/api/v2/subnet/" + ROOT_SUBNET, "/read_state", body -> Answer.ok(stateReply(certificate)));
  }

  private void onCanisterState(Bytes certificate) {
    network.on("/api/v2/canister/", "/read_state", body -> Answer.ok(stateReply(certificate)));
  }

  private static HashTree subnets(Instant time) {
    return node(
        Map.of(
            "subnet",
            nodeOf(
                Map.of(
                    ROOT_SUBNET.raw(),
                    subnet(ROOT, ON_ROOT),
                    SUBNET.raw(),
                    subnet(SUBNET_KEY, CANISTER))),
            "time",
            CertificateFixture.time(time)));
  }

  private static HashTree subnet(BlsKey key, Principal only) {
    return node(
        Map.of(
            "public_key",
            leaf(key.der()),
            "canister_ranges",
            leaf(CertificateFixture.ranges(only, only))));
  }

  /** The state of a subnet that has some canisters, each with these fields. */
  private static HashTree state(Instant time, Map<Principal, HashTree> canisters) {
    Map<Bytes, HashTree> byId = new TreeMap<>();
    canisters.forEach((id, fields) -> byId.put(id.raw(), fields));
    return node(Map.of("canister", nodeOf(byId), "time", CertificateFixture.time(time)));
  }

  private static HashTree fields(String... names) {
    Map<String, HashTree> fields = new TreeMap<>();
    for (String name : names) {
      fields.put(name, leaf(Bytes.utf8(name)));
    }
    return node(fields);
  }

  private static Bytes delegated(HashTree state) {
    HashTree vouched =
        CertificateFixture.subnetTree(
            SUBNET, SUBNET_KEY, NOW, CertificateFixture.ranges(CANISTER, CANISTER));
    return CertificateFixture.delegated(
        state, SUBNET_KEY, SUBNET, CertificateFixture.certificate(vouched, ROOT));
  }

  @Test
  void aCanisterWithAModuleIsInstalled() {
    onCanisterState(delegated(state(NOW, Map.of(CANISTER, fields("controllers", "module_hash")))));
    assertEquals(known(CanisterPresence.INSTALLED), presence(CANISTER));
  }

  @Test
  void aCanisterWithoutAModuleIsEmpty() {
    onCanisterState(delegated(state(NOW, Map.of(CANISTER, fields("controllers")))));
    assertEquals(known(CanisterPresence.EMPTY), presence(CANISTER));
  }

  @Test
  void aCanisterThatItsSubnetDoesNotHaveIsAbsent() {
    onCanisterState(delegated(state(NOW, Map.of(ON_ROOT, fields("controllers")))));
    assertEquals(known(CanisterPresence.ABSENT), presence(CANISTER));
  }

  @Test
  void aCanisterThatTheRootSubnetShouldHaveAndDoesNotIsAbsent() {
    onCanisterState(CertificateFixture.certificate(state(NOW, Map.of()), ROOT));
    assertEquals(known(CanisterPresence.ABSENT), presence(ON_ROOT));
  }

  @Test
  void whatTheRootSubnetDoesNotHaveMayBeAnotherSubnets() {
    onCanisterState(CertificateFixture.certificate(state(NOW, Map.of()), ROOT));
    assertUnproved(presence(CANISTER));
  }

  @Test
  void whatAnotherSubnetDoesNotHaveProvesNothing() {
    onCanisterState(delegated(state(NOW, Map.of())));
    assertUnproved(presence(ON_ROOT));
  }

  @Test
  void aStateThatHidesTheCanisterProvesNothing() {
    HashTree whole = state(NOW, Map.of(CANISTER, fields("controllers", "module_hash")));
    HashTree hidden =
        node(
            Map.of(
                "canister",
                new HashTree.Pruned(
                    nodeOf(Map.of(CANISTER.raw(), fields("controllers", "module_hash"))).digest()),
                "time",
                CertificateFixture.time(NOW)));
    assertEquals(whole.digest(), hidden.digest());
    onCanisterState(delegated(hidden));
    assertUnproved(presence(CANISTER));
  }

  @Test
  void aStateFromBeforeTheCanisterMayHaveBeenMadeProvesNothing() {
    Instant before = NOW.minus(PresenceReader.MAX_AGE).minusSeconds(1);
    onCanisterState(delegated(state(before, Map.of())));
    assertUnproved(presence(CANISTER));
  }

  @Test
  void aForgedStateProvesNothing() {
    onCanisterState(CertificateFixture.certificate(state(NOW, Map.of()), STRANGER));
    assertUnproved(presence(CANISTER));
  }

  @Test
  void aCanisterOfNoSubnetIsAbsent() {
    onNowhere();
    assertEquals(known(CanisterPresence.ABSENT), presence(NOWHERE));
  }

  @Test
  void aCanisterOfSomeSubnetIsNotAbsentBecauseABoundaryNodeSaysSo() {
    onNowhere();
    assertUnproved(presence(CANISTER));
    assertUnproved(presence(ON_ROOT));
  }

  @Test
  void subnetsThatAreHiddenMayHaveTheCanister() {
    onNowhere();
    HashTree other = new HashTree.Labeled(SUBNET.raw(), subnet(SUBNET_KEY, CANISTER));
    HashTree root = new HashTree.Labeled(ROOT_SUBNET.raw(), subnet(ROOT, ON_ROOT));
    boolean rootFirst = ROOT_SUBNET.raw().compareTo(SUBNET.raw()) < 0;
    HashTree pruned = new HashTree.Pruned(other.digest());
    onRootState(
        node(
            Map.of(
                "subnet",
                rootFirst ? new HashTree.Fork(root, pruned) : new HashTree.Fork(pruned, root),
                "time",
                CertificateFixture.time(NOW))));
    assertUnproved(presence(NOWHERE));
  }

  @Test
  void canisterIdsThatAreHiddenMayBeTheCanisters() {
    onNowhere();
    onRootState(
        node(
            Map.of(
                "subnet",
                nodeOf(
                    Map.of(
                        ROOT_SUBNET.raw(),
                        subnet(ROOT, ON_ROOT),
                        SUBNET.raw(),
                        node(Map.of("public_key", leaf(SUBNET_KEY.der()))))),
                "time",
                CertificateFixture.time(NOW))));
    assertUnproved(presence(NOWHERE));
  }

  @Test
  void subnetsOfLongAgoMayHaveGotMoreCanisters() {
    onNowhere();
    onRootState(subnets(NOW.minus(PresenceReader.MAX_AGE).minusSeconds(1)));
    assertUnproved(presence(NOWHERE));
  }

  @Test
  void anotherSubnetCannotSpeakForTheRootSubnet() {
    onNowhere();
    onRootCertificate(delegated(state(NOW, Map.of())));
    assertUnproved(presence(NOWHERE));
  }

  @Test
  void theSubnetsAreAskedForOnceForAllCanistersOfNone() {
    onNowhere();
    CompletableFuture<ReadResult<CanisterPresence>> first = agent.presence(NOWHERE);
    assertEquals(known(CanisterPresence.ABSENT), presence(canister("00000000000000080101")));
    assertEquals(known(CanisterPresence.ABSENT), first.join());
    assertEquals(1, network.paths().stream().filter(path -> path.contains("/subnet/")).count());
  }

  private void onNowhere() {
    network.on("/api/v2/canister/", "/read_state", body -> Answer.text(400, "canister_not_found"));
  }

  @Test
  void subnetsThatCouldNotBeReadAreReadAgain() {
    AtomicInteger read = new AtomicInteger();
    PresenceReader reader =
        new PresenceReader(
            canister ->
                CompletableFuture.completedFuture(
                    new ReadResult.Missing<>(new Outcome.Rejected(3, "not found", "", false))),
            () -> {
              read.incrementAndGet();
              return CompletableFuture.failedFuture(new OutOfMemoryError("of a test"));
            },
            CANISTER,
            Clock.systemUTC());
    for (int i = 1; i < 4; i++) {
      assertTrue(reader.read(NOWHERE).isCompletedExceptionally());
      assertEquals(i, read.get());
    }
  }
}
