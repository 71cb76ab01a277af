package icws.devnet.replica;

import static icws.devnet.replica.TestReplica.first;
import static icws.devnet.replica.TestReplica.number;
import static icws.devnet.replica.TestReplica.rejected;
import static icws.devnet.replica.TestReplica.reply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.devnet.TestCanisters;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.CandidValue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real canister, {@code Probe.mo}, experiences on the replica. */
@Timeout(60)
class MotokoCanisterTest {
  private static final Bytes PROBE = TestCanisters.read(TestCanisters.PROBE);

  private static TestReplica network;

  private Principal probe = Principal.MANAGEMENT;

  @BeforeAll
  static void start() {
    network = new TestReplica();
  }

  @AfterAll
  static void stop() {
    network.close();
  }

  @BeforeEach
  void installProbe() {
    probe = network.install(PROBE);
  }

  private long counter() {
    return number(network.query(probe, "get"));
  }

  private static CandidValue record(Map<String, CandidValue> fields) {
    return CandidValue.record(fields);
  }

  private CandidValue thisCanister() {
    return record(Map.of("canister_id", CandidValue.principal(probe)));
  }

  @Test
  void updateChangesStateAndQueryDoesNot() {
    assertEquals(1, number(network.update(probe, "increment")));
    assertEquals(2, number(network.query(probe, "incrementInQuery")));
    assertEquals(2, number(network.update(probe, "incrementInQuery")));
    assertEquals(1, counter());
  }

  @Test
  void trapTakesBackMemoryAndCertifiedData() {
    reply(network.update(probe, "certify", CandidValue.blob(Bytes.ofHex("c0de"))));

    String message =
        rejected(ErrorCode.CANISTER_CALLED_TRAP, network.update(probe, "changeAndTrap"));

    assertTrue(message.contains("changed my mind"), message);
    assertEquals(0, counter());
    assertEquals(Bytes.ofHex("c0de"), network.certifiedData(probe));
  }

  @Test
  void whatWasChangedBeforeAnAwaitStaysWhenTheCallbackTraps() {
    rejected(ErrorCode.CANISTER_REJECTED_MESSAGE, network.update(probe, "refuse"));
    Response response = network.update(probe, "trapAfterAwait");

    assertTrue(response instanceof Response.Rejected, response::toString);
    assertEquals(2, counter());
  }

  @Test
  void canisterCallsItself() {
    assertEquals(2, number(network.update(probe, "incrementTwice")));
  }

  @Test
  void callToNowhereComesBackAsReject() {
    Principal nowhere = CanisterIds.at(1_000_000);

    String message =
        first(network.update(probe, "callAndCatch", CandidValue.principal(nowhere))).asText();

    assertEquals("Canister " + nowhere + " not found", message);
  }

  @Test
  void callToAMissingMethodOfAnotherCanisterComesBackAsReject() {
    Principal other = network.install(PROBE);

    String message =
        first(network.update(probe, "callAndCatch", CandidValue.principal(other))).asText();

    assertTrue(message.contains("has no update method 'nosuch'"), message);
  }

  @Test
  void timerRunsWhenItIsDue() throws InterruptedException {
    reply(network.update(probe, "startTimer", CandidValue.nat(20)));

    assertEquals("tick", network.nextLine());
    assertEquals(1, number(network.query(probe, "tickCount")));
  }

  @Test
  void randomBytesDiffer() {
    assertNotEquals(reply(network.update(probe, "random")), reply(network.update(probe, "random")));
  }

  @Test
  void compositeQueryCannotCallBackIntoACanisterThatWaits() {
    String message =
        rejected(
            ErrorCode.CANISTER_REJECTED_MESSAGE,
            network.query(probe, "askTwice", CandidValue.principal(probe)));

    assertTrue(message.contains("is called by a query that it is answering"), message);
  }

  @Test
  void upgradeKeepsStableVariablesOnly() {
    reply(network.update(probe, "increment"));
    reply(install("upgrade", PROBE));

    assertEquals(1, counter());
    assertEquals(0, number(network.query(probe, "countSinceUpgrade")));
  }

  @Test
  void upgradeThatTrapsLeavesTheOldCodeAndItsState() {
    reply(network.update(probe, "increment"));
    Bytes broken =
        new icws.devnet.engine.TestModule().exports("canister_post_upgrade", 0x00).build();

    rejected(ErrorCode.CANISTER_TRAPPED, install("upgrade", broken));

    assertEquals(2, number(network.update(probe, "increment")));
    assertEquals(2, number(network.query(probe, "countSinceUpgrade")));
  }

  private Response install(String mode, Bytes wasm) {
    return network.manage(
        "install_code",
        record(
            Map.of(
                "mode", CandidValue.variant(mode, CandidValue.nullValue()),
                "canister_id", CandidValue.principal(probe),
                "wasm_module", CandidValue.blob(wasm),
                "arg", CandidValue.blob(ManagementCanister.NO_RESULT))));
  }

  @Test
  void stoppingWaitsForOpenCallsAndStartingEndsTheWait() {
    reply(
        network.manage(
            "update_settings",
            record(
                Map.of(
                    "canister_id", CandidValue.principal(probe),
                    "settings",
                        record(
                            Map.of(
                                "controllers",
                                CandidValue.vec(
                                    List.of(
                                        CandidValue.principal(TestReplica.OWNER),
                                        CandidValue.principal(probe)))))))));
    // It waits for its own stop, which waits for its open call.
    CompletableFuture<Response> stopping =
        network.submit(TestReplica.OWNER, probe, "stopMyself", ManagementCanister.NO_RESULT);
    while (!status().isVariant("stopping")) {
      assertTrue(status().isVariant("running") || status().isVariant("stopping"));
    }
    rejected(ErrorCode.CANISTER_STOPPING, network.update(probe, "increment"));
    rejected(ErrorCode.CANISTER_NOT_STOPPED, network.manage("delete_canister", thisCanister()));

    reply(network.manage("start_canister", thisCanister()));

    assertTrue(first(network.await(stopping)).asText().contains("cancelled"));
    reply(network.manage("stop_canister", thisCanister()));
    assertTrue(status().isVariant("stopped"));
    rejected(ErrorCode.CANISTER_STOPPED, network.update(probe, "increment"));
    rejected(ErrorCode.CANISTER_STOPPED, network.query(probe, "get"));
  }

  private CandidValue status() {
    return first(network.manage("canister_status", thisCanister())).field("status");
  }

  @Test
  void uninstallingTakesCodeAndStateAway() {
    reply(network.update(probe, "certify", CandidValue.blob(Bytes.ofHex("c0de"))));
    reply(network.manage("uninstall_code", thisCanister()));

    rejected(ErrorCode.CANISTER_HAS_NO_MODULE, network.update(probe, "increment"));
    assertEquals(Bytes.EMPTY, network.certifiedData(probe));
    reply(install("install", PROBE));
    assertEquals(1, number(network.update(probe, "increment")));
  }

  @Test
  void usersCannotCallWhatIsForCanisters() {
    rejected(ErrorCode.CANISTER_REJECTED_MESSAGE, network.manage("raw_rand"));
    rejected(ErrorCode.UNKNOWN_MANAGEMENT_METHOD, network.manage("nosuch"));
    rejected(ErrorCode.INVALID_MANAGEMENT_PAYLOAD, network.manage("stop_canister"));
  }

  @Test
  void strangersCannotManageACanister() {
    Principal stranger = Principal.selfAuthenticating(Bytes.utf8("stranger"));
    Bytes argument = icws.ic.candid.Candid.encode(thisCanister());

    for (String method : List.of("stop_canister", "canister_status", "uninstall_code")) {
      rejected(
          ErrorCode.CANISTER_INVALID_CONTROLLER,
          network.await(network.submit(stranger, Principal.MANAGEMENT, method, argument)));
    }
  }

  @Test
  void chunksAreLimitedAndCounted() {
    Map<String, CandidValue> large =
        Map.of(
            "canister_id", CandidValue.principal(probe),
            "chunk", CandidValue.blob(Bytes.wrap(new byte[(1 << 20) + 1])));
    rejected(ErrorCode.INVALID_MANAGEMENT_PAYLOAD, network.manage("upload_chunk", record(large)));
    for (int i = 0; i < 100; i++) {
      reply(network.manage("upload_chunk", chunk(i)));
    }

    rejected(ErrorCode.INVALID_MANAGEMENT_PAYLOAD, network.manage("upload_chunk", chunk(100)));
    reply(network.manage("upload_chunk", chunk(99)));
    reply(network.manage("clear_chunk_store", thisCanister()));
    reply(network.manage("upload_chunk", chunk(100)));
  }

  private CandidValue chunk(int number) {
    return record(
        Map.of(
            "canister_id", CandidValue.principal(probe),
            "chunk", CandidValue.blob(Bytes.utf8("chunk " + number))));
  }
}
