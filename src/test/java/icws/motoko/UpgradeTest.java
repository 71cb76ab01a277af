package icws.motoko;

import static icws.motoko.CanisterHost.identity;
import static icws.motoko.SocketCanister.GATEWAY;
import static icws.motoko.SocketCanister.HEARTBEAT;
import static icws.motoko.SocketCanister.OTHER_GATEWAY;
import static icws.motoko.V1Canister.OK;
import static icws.motoko.V1Canister.keepAlive;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.motoko.SocketCanister.Wishes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An upgrade keeps clients, queue, numbers and times of either protocol, in canisters of one and of
 * both.
 */
class UpgradeTest {
  private static final Duration ACKNOWLEDGE = Duration.ofMinutes(5);
  private static final Duration QUIET = Duration.ofMinutes(10);
  private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);

  @SuppressWarnings("NullAway.Init")
  private CanisterHost host;

  @BeforeEach
  void start() {
    host = new CanisterHost();
  }

  @AfterEach
  void close() {
    host.close();
  }

  static List<Path> pocCanisters() {
    return List.of(CanisterHost.DEMO_POC, CanisterHost.DEMO);
  }

  static List<Path> v1Canisters() {
    return List.of(CanisterHost.DEMO_V1, CanisterHost.DEMO);
  }

  @ParameterizedTest
  @MethodSource("pocCanisters")
  void pocClientsGoOn(Path wasm) {
    SocketCanister canister = new SocketCanister(host, host.install(wasm));
    SocketClient open = canister.openClient(50);
    assertTrue(canister.message(open, 0, DemoCanisterTest.text("before")));
    SocketClient registered = canister.register(51);
    List<String> keys = canister.poll(GATEWAY, 0).keys();

    host.upgrade(canister.id(), wasm);

    assertEquals(keys, canister.poll(GATEWAY, 0).keys());
    canister.assertCertified(canister.poll(GATEWAY, 0));
    assertFalse(canister.message(open, 0, DemoCanisterTest.text("again")));
    assertTrue(canister.message(open, 1, DemoCanisterTest.text("after")));
    assertTrue(canister.open(OTHER_GATEWAY, registered.firstMessage(canister.id())));
    assertEquals(18, canister.register(52).id());
    SocketCanister.Poll poll = canister.poll(GATEWAY, 0);
    assertEquals(pocTexts("ping", "before ping", "after ping"), poll.payloads());
    assertEquals(
        List.of(0L, 1L, 2L),
        poll.messages().stream().map(SocketCanister.Message::sequence).toList());
    canister.assertCertified(poll);
    canister.assertCertified(canister.poll(OTHER_GATEWAY, 0));
  }

  @ParameterizedTest
  @MethodSource("pocCanisters")
  void heartbeatsAndTermsGoOn(Path wasm) {
    SocketCanister canister = new SocketCanister(host, host.install(wasm));
    long soon = host.clock.nanos() + ACKNOWLEDGE.plusSeconds(30).toNanos();
    SocketClient alive = canister.openClient(50, HEARTBEAT);
    SocketClient brief = canister.openClient(51, new Wishes(soon));
    SocketClient waiting = canister.register(52, new Wishes(soon)).client();
    assertTrue(canister.heartbeat(alive, 0, 2));
    assertTrue(canister.heartbeat(brief, 0, 2));
    host.advance(ACKNOWLEDGE.dividedBy(2));

    // The timer that waits for the next heartbeat is lost with the old module.
    host.upgrade(canister.id(), wasm);

    host.advance(ACKNOWLEDGE.dividedBy(2));
    canister.awaitTold(alive, "2 heartbeat 1");
    assertTrue(canister.heartbeat(alive, 1, 3));
    host.advance(Duration.ofSeconds(30));
    canister.awaitTold(brief, "3 closed expired");
    assertFalse(canister.open(GATEWAY, waiting.firstMessage(canister.id())));
    assertTrue(canister.message(alive, 2, DemoCanisterTest.text("still here")));
  }

  @ParameterizedTest
  @MethodSource("pocCanisters")
  void answerThatIsAwaitedHasItsFullTimeAfterAnUpgrade(Path wasm) {
    SocketCanister canister = new SocketCanister(host, host.install(wasm));
    SocketClient alive = canister.openClient(50, HEARTBEAT);
    SocketClient silent = canister.openClient(51, HEARTBEAT);
    host.clock.advance(KEEP_ALIVE); // the canister is stopped meanwhile

    host.upgrade(canister.id(), wasm);

    host.advance(KEEP_ALIVE.minusMillis(1));
    assertTrue(canister.heartbeat(alive, 0, 2));
    host.advance(Duration.ofMillis(1));
    canister.awaitTold(silent, "2 closed silent");
    assertTrue(canister.message(alive, 1, DemoCanisterTest.text("still here")));
  }

  @Test
  void clientsFromBeforeThereWereTermsGoOnAsLongAsTheyAreNotQuiet() {
    SocketCanister canister = new SocketCanister(host, host.install(CanisterHost.BEFORE_TERMS));
    SocketClient open = canister.openClient(50);
    SocketClient waiting = canister.register(51);
    SocketClient abandoned = canister.register(52);
    host.advance(Duration.ofHours(9));

    host.upgrade(canister.id(), CanisterHost.DEMO_POC);

    assertTrue(canister.message(open, 0, DemoCanisterTest.text("still here")));
    assertTrue(canister.open(OTHER_GATEWAY, waiting.firstMessage(canister.id())));
    assertEquals(pocTexts("still here ping"), canister.poll(GATEWAY, 0).payloads());
    canister.assertCertified(canister.poll(GATEWAY, 0));
    assertEquals(19, canister.register(53).id());
    host.advance(QUIET.minusNanos(1));
    assertTrue(canister.message(open, 1, DemoCanisterTest.text("still here")));
    host.advance(Duration.ofNanos(1));
    assertFalse(canister.open(GATEWAY, abandoned.firstMessage(canister.id())));
    host.advance(QUIET);
    assertFalse(canister.message(open, 2, DemoCanisterTest.text("not any more")));
  }

  @ParameterizedTest
  @MethodSource("v1Canisters")
  void v1ClientsGoOn(Path wasm) {
    V1Canister canister = new V1Canister(host, host.install(wasm));
    V1Client client = canister.openClient(50);
    assertEquals(OK, canister.message(client, 1, V1Canister.text("before")));

    host.upgrade(canister.id(), wasm);

    assertEquals(
        List.of("1 OpenMessage 50", "2 ping", "3 before ping"), canister.told(GATEWAY, client));
    canister.assertCertified(canister.poll(GATEWAY, 0));
    assertEquals(OK, canister.message(client, 2, V1Canister.text("after")));
    assertEquals(
        List.of("1 OpenMessage 50", "2 ping", "3 before ping", "4 after ping"),
        canister.told(GATEWAY, client));
    canister.assertCertified(canister.poll(GATEWAY, 0));
    assertEquals(OK, canister.close(GATEWAY, client));
  }

  @ParameterizedTest
  @MethodSource("v1Canisters")
  void acknowledgementsAndKeepAlivesGoOn(Path wasm) {
    V1Canister canister = new V1Canister(host, host.install(wasm));
    V1Client alive = canister.openClient(50);
    V1Client silent = canister.openClient(51);
    host.advance(ACKNOWLEDGE);
    canister.awaitTold(GATEWAY, silent, "3 AckMessage 0");

    // The timer that would have seen who is silent is lost with the old module.
    host.upgrade(canister.id(), wasm);

    assertEquals(OK, canister.serviceMessage(alive, 1, keepAlive(3)));
    host.advance(ACKNOWLEDGE);
    canister.awaitTold(GATEWAY, alive, "4 AckMessage 1");
    assertEquals(OK, canister.serviceMessage(alive, 2, keepAlive(4)));
    host.advance(KEEP_ALIVE);
    canister.awaitTold(GATEWAY, silent, "5 CloseMessage KeepAliveTimeout");
    assertEquals(OK, canister.message(alive, 3, V1Canister.text("still here")));
  }

  @Test
  void bothProtocolsStillShareOneQueue() {
    Principal id = host.install(CanisterHost.DEMO);
    SocketCanister poc = new SocketCanister(host, id);
    V1Canister v1 = new V1Canister(host, id);
    SocketClient pocClient = poc.openClient(50);
    V1Client v1Client = v1.openClient(51);

    host.upgrade(id, CanisterHost.DEMO);

    assertTrue(poc.message(pocClient, 0, DemoCanisterTest.text("/all from PoC")));
    poc.assertCertified(poc.poll(GATEWAY, 0));
    v1.assertCertified(v1.poll(GATEWAY, 0));
    assertEquals(OK, v1.message(v1Client, 1, V1Canister.text("/all from v1")));
    poc.assertCertified(poc.poll(GATEWAY, 0));
    v1.assertCertified(v1.poll(GATEWAY, 0));
    assertEquals(pocTexts("ping", "from PoC", "from v1"), poc.poll(GATEWAY, 0).payloads());
    assertEquals(
        List.of("1 OpenMessage 51", "2 ping", "3 from PoC", "4 from v1"),
        v1.told(GATEWAY, v1Client));
  }

  @Test
  void canisterOfV1TakesThePocProtocolInAddition() {
    Principal id = host.install(CanisterHost.DEMO_V1);
    V1Canister v1 = new V1Canister(host, id);
    V1Client client = v1.openClient(50);

    host.upgrade(id, CanisterHost.DEMO);

    new SocketCanister(host, id).openClient(51);
    assertEquals(OK, v1.message(client, 1, V1Canister.text("still here")));
    assertEquals(
        List.of("1 OpenMessage 50", "2 ping", "3 still here ping"), v1.told(GATEWAY, client));
    assertEquals(OK, v1.open(new V1Client(identity(52), 52), GATEWAY));
    v1.assertCertified(v1.poll(GATEWAY, 0));
  }

  private static List<Bytes> pocTexts(String... texts) {
    return List.of(texts).stream().map(DemoCanisterTest::text).toList();
  }
}
