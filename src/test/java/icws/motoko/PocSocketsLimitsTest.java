package icws.motoko;

import static icws.motoko.CanisterHost.identity;
import static icws.motoko.CanisterHost.reject;
import static icws.motoko.CanisterHost.reply;
import static icws.motoko.SocketCanister.GATEWAY;
import static icws.motoko.SocketCanister.HEARTBEAT;
import static icws.motoko.SocketCanister.OTHER_GATEWAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.agent.Outcome;
import icws.ic.candid.CandidValue;
import icws.ic.identity.AnonymousIdentity;
import icws.ic.identity.Identity;
import icws.motoko.SocketCanister.Message;
import icws.motoko.SocketCanister.Wishes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The library's limits and what handlers may do, on a canister with small limits. */
class PocSocketsLimitsTest extends CanisterFixture {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final Identity STRANGER = identity(4);
  private static final Bytes HELLO = Bytes.utf8("hello");

  PocSocketsLimitsTest() {
    super(CanisterHost.BOUNDED);
  }

  @Test
  void oldestRegistrationIsDroppedForANewOne() {
    SocketClient oldest = canister.register(50);
    SocketClient second = canister.register(51);
    SocketClient third = canister.register(52);

    assertFalse(canister.open(GATEWAY, oldest.firstMessage(canister.id())));
    assertEquals("unknown client 16", reject(canister.clientKey(oldest.id())));
    assertTrue(canister.open(GATEWAY, second.firstMessage(canister.id())));
    assertTrue(canister.open(GATEWAY, third.firstMessage(canister.id())));
  }

  @Test
  void whoeverHasMostRegistrationsDropsItsOwn() {
    SocketClient honest = canister.register(50);
    SocketClient first = canister.register(STRANGER, 51, HEARTBEAT).client();
    SocketClient last = canister.register(STRANGER, 52, HEARTBEAT).client();

    reject(canister.clientKey(first.id()));
    reply(canister.clientKey(honest.id()));
    reply(canister.clientKey(last.id()));

    SocketClient third = canister.register(identity(5), 53, HEARTBEAT).client();
    reject(canister.clientKey(honest.id()));
    reply(canister.clientKey(last.id()));
    reply(canister.clientKey(third.id()));
  }

  @Test
  void oneRegistrantHasNoMorePlacesThanAreLeftForOthers() {
    for (Identity registrant : List.of(STRANGER, new AnonymousIdentity())) {
      canister = new SocketCanister(host, host.install(CanisterHost.BOUNDED));
      SocketClient late = canister.register(registrant, 49, HEARTBEAT).client();
      for (int i = 50; i < 55; i++) {
        opened(registrant, i, OTHER_GATEWAY);
      }

      assertFalse(canister.open(OTHER_GATEWAY, late.firstMessage(canister.id())));
      assertEquals(
          registrant.principal() + " has 5 open clients, and not more are left for others",
          reject(canister.tryRegister(registrant, late.keys().rawPublicKey(), HEARTBEAT)));
      SocketClient honest = canister.openClient(60);
      assertTrue(canister.message(honest, 0, HELLO));
    }
  }

  @Test
  void oneGatewayHasNoMoreThanFourFifthsOfThePlaces() {
    for (int i = 0; i < 8; i++) {
      opened(identity(100 + i), 50 + i, GATEWAY);
    }
    SocketClient late = canister.register(STRANGER, 60, HEARTBEAT).client();

    assertFalse(canister.open(GATEWAY, late.firstMessage(canister.id())));
    assertEquals(
        "ws_open refused: gateway "
            + GATEWAY.principal()
            + " has its share of this canister's clients",
        host.lastPrinted());
    assertTrue(canister.open(OTHER_GATEWAY, late.firstMessage(canister.id())));
  }

  /** So many are counted again after an upgrade. */
  @Test
  void sharesAreAsBeforeAfterAnUpgrade() {
    for (int i = 50; i < 55; i++) {
      opened(STRANGER, i, OTHER_GATEWAY);
    }
    SocketClient honest = canister.openClient(60);
    assertTrue(canister.message(honest, 0, HELLO));

    host.upgrade(canister.id(), CanisterHost.BOUNDED);

    reject(canister.tryRegister(STRANGER, identity(61).rawPublicKey(), HEARTBEAT));
    flood(OTHER_GATEWAY, opened(identity(5), 62, OTHER_GATEWAY));
    assertEquals(List.of(HELLO), canister.poll(GATEWAY, 0).payloads());
  }

  @Test
  void whoeverHasMostOfTheQueueLosesItsOwnMessages() {
    SocketClient honest = canister.openClient(50);
    assertTrue(canister.message(honest, 0, HELLO));

    flood(OTHER_GATEWAY, opened(STRANGER, 51, OTHER_GATEWAY));

    assertEquals(List.of(HELLO), canister.poll(GATEWAY, 0).payloads());
    List<Message> left = canister.poll(OTHER_GATEWAY, 0).messages();
    assertEquals(List.of(8L, 9L), left.stream().map(Message::sequence).toList());
    canister.assertCertified(canister.poll(OTHER_GATEWAY, 0));
  }

  @Test
  void ofTheClientsOfOneRegistrantTheOneWithMostLoses() {
    SocketClient quiet = canister.openClient(50);
    assertTrue(canister.message(quiet, 0, HELLO));

    flood(GATEWAY, canister.openClient(51));

    assertEquals(HELLO, canister.poll(GATEWAY, 0).payloads().get(0));
  }

  private void flood(Identity gateway, SocketClient client) {
    for (int i = 0; i < 10; i++) {
      Bytes frame = client.frame(i, host.clock.nanos(), Bytes.utf8("m" + i));
      assertTrue(canister.message(gateway, frame));
    }
  }

  private SocketClient opened(Identity registrant, int keyNumber, Identity gateway) {
    Bytes key = identity(keyNumber).rawPublicKey();
    CandidValue id =
        reply(host.call(registrant, canister.id(), "ws_register", CandidValue.blob(key))).get(0);
    SocketClient client = new SocketClient(identity(keyNumber), id.asNat64());
    assertTrue(canister.open(gateway, client.firstMessage(canister.id())), host::lastPrinted);
    return client;
  }

  @Test
  void handlerThatTrapsOnAClosingKeepsNoOtherOpenAndIsCalledAgain() {
    SocketClient trapping = canister.openClient(50, HEARTBEAT);
    SocketClient other = canister.openClient(51, HEARTBEAT);
    assertTrue(canister.message(trapping, 0, Bytes.utf8("trap on close")));

    host.advance(TIMEOUT);
    canister.awaitTold(other, "1 closed silent");
    assertTrue(canister.message(trapping, 1, Bytes.utf8("close well")));
    host.advance(TIMEOUT);
    canister.awaitTold(trapping, "3 closed silent");

    assertEquals(
        List.of("open 16", "open 17", "close 17", "close 16"),
        query("handled").asVec().stream().map(CandidValue::asText).toList());
  }

  @Test
  void handlersHearOfAnExpiryOnce() {
    long soon = host.clock.nanos() + TIMEOUT.toNanos();
    SocketClient client = canister.openClient(50, new Wishes(soon));
    assertTrue(canister.heartbeat(client, 0, 1));

    host.advance(TIMEOUT);
    canister.awaitTold(client, "1 closed expired");

    reject(canister.close(GATEWAY, client.id()));
    assertEquals(List.of(), query("openClients").asVec());
    assertEquals(
        List.of("open 16", "close 16"),
        query("handled").asVec().stream().map(CandidValue::asText).toList());
  }

  /** The clock moves, but no timer of the canister goes off. */
  @Test
  void expiredClientIsNoOpenClientAlsoBeforeATimerRan() {
    long soon = host.clock.nanos() + TIMEOUT.toNanos();
    canister.openClient(50, new Wishes(soon));
    host.clock.advance(TIMEOUT);

    assertEquals(List.of(), query("openClients").asVec());
  }

  @Test
  void fullCanisterRefusesRegistrationsAndOpeningsUntilAClientLeaves() {
    SocketClient one = opened(identity(100), 50, GATEWAY);
    List<Identity> gateways = List.of(GATEWAY, OTHER_GATEWAY, identity(6));
    for (int i = 1; i < 9; i++) {
      opened(identity(100 + i), 50 + i, gateways.get(i % 3));
    }
    SocketClient late = canister.register(STRANGER, 70, HEARTBEAT).client();
    opened(identity(110), 60, OTHER_GATEWAY);

    assertFalse(canister.open(GATEWAY, late.firstMessage(canister.id())));
    assertEquals(
        "this canister has 10 open clients and takes no more",
        reject(canister.register(late.keys().rawPublicKey())));

    reply(canister.close(GATEWAY, one.id()));
    assertTrue(canister.open(GATEWAY, late.firstMessage(canister.id())));
  }

  @Test
  void messageOverTheLimitIsRefusedInEitherDirection() {
    SocketClient client = canister.openClient(50);
    Bytes longest = Bytes.wrap(new byte[100]);

    assertFalse(canister.message(client, 0, Bytes.wrap(new byte[101])));
    assertFalse(canister.message(client, 0, Bytes.wrap(new byte[5_000])));
    assertFalse(canister.message(client, 0, Bytes.utf8("long")));
    assertTrue(canister.message(client, 0, longest));
    assertEquals(List.of(longest), canister.poll(GATEWAY, 0).payloads());
  }

  @Test
  void oldestMessageIsDroppedWhereThreeAreQueued() {
    SocketClient client = canister.openClient(50);
    for (int i = 0; i < 5; i++) {
      assertTrue(canister.message(client, i, Bytes.utf8("m" + i)));
    }

    List<Message> left = canister.poll(GATEWAY, 0).messages();
    assertEquals(List.of(2L, 3L, 4L), left.stream().map(Message::sequence).toList());
  }

  @Test
  void oldestMessagesAreDroppedWhereTheQueueIsFullOfBytes() {
    SocketClient client = canister.openClient(50);
    assertTrue(canister.message(client, 0, HELLO));
    assertTrue(canister.message(client, 1, Bytes.wrap(new byte[100])));
    assertTrue(canister.message(client, 2, Bytes.wrap(new byte[100])));

    // Two of over 100 bytes with their envelopes, are below 350, with one of 5 they are not.
    List<Message> left = canister.poll(GATEWAY, 0).messages();
    assertEquals(List.of(1L, 2L), left.stream().map(Message::sequence).toList());
  }

  @Test
  void handlerThatRefusesOrTrapsLeavesTheSequenceNumberFree() {
    SocketClient client = canister.openClient(50);
    Bytes trap = client.frame(0, host.clock.nanos(), Bytes.utf8("trap"));

    assertFalse(canister.message(client, 0, Bytes.utf8("refuse")));
    Outcome trapped = canister.tryMessage(GATEWAY, trap);
    assertEquals(
        Outcome.Rejected.CANISTER_ERROR, assertInstanceOf(Outcome.Rejected.class, trapped).code());
    assertTrue(canister.message(client, 0, HELLO));
    assertEquals(List.of(HELLO), canister.poll(GATEWAY, 0).payloads());
  }

  @Test
  void nothingIsSentToAClientThatIsNotOpen() {
    SocketClient client = canister.openClient(50);

    assertFalse(canister.message(client, 0, Bytes.utf8("stranger")));
    assertEquals(List.of(), canister.poll(GATEWAY, 0).payloads());
  }

  @Test
  void handlersHearOfEachClientOnceAndKnowWhoRegistered() {
    SocketClient client = canister.openClient(50);
    assertFalse(canister.open(GATEWAY, client.firstMessage(canister.id())));
    List<CandidValue> open = query("openClients").asVec();
    reply(canister.close(GATEWAY, client.id()));
    reject(canister.close(GATEWAY, client.id()));

    assertEquals(
        List.of("open 16", "close 16"),
        query("handled").asVec().stream().map(CandidValue::asText).toList());
    assertEquals(1, open.size());
    CandidValue.Struct pair = assertInstanceOf(CandidValue.Struct.class, open.get(0));
    assertEquals(16, pair.fields().get(0).value().asNat64());
    assertEquals(
        SocketCanister.USER.principal(),
        pair.fields().get(1).value().asOpt().orElseThrow().asPrincipal());
    assertEquals(List.of(), query("openClients").asVec());
  }

  private CandidValue query(String method) {
    return reply(host.query(GATEWAY, canister.id(), method)).get(0);
  }
}
