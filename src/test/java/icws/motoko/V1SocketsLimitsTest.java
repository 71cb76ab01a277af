package icws.motoko;

import static icws.motoko.CanisterHost.identity;
import static icws.motoko.CanisterHost.reply;
import static icws.motoko.SocketCanister.GATEWAY;
import static icws.motoko.SocketCanister.OTHER_GATEWAY;
import static icws.motoko.V1Canister.OK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.agent.Outcome;
import icws.ic.candid.CandidValue;
import icws.ic.identity.Identity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The limits of protocol v1 and what handlers may do, on a canister with small limits. */
class V1SocketsLimitsTest {
  private static final Bytes HELLO = Bytes.utf8("hello");
  private static final Identity THIRD_GATEWAY = identity(4);
  private static final Duration ACKNOWLEDGE = Duration.ofSeconds(20);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

  @SuppressWarnings("NullAway.Init")
  private CanisterHost host;

  @SuppressWarnings("NullAway.Init")
  private V1Canister canister;

  @BeforeEach
  void install() {
    host = new CanisterHost();
    canister = new V1Canister(host, host.install(CanisterHost.BOUNDED_V1));
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void fullCanisterRefusesOpeningsUntilAClientLeaves() {
    V1Client one = spoken(50, GATEWAY);
    V1Client two = spoken(51, GATEWAY);
    spoken(52, OTHER_GATEWAY);
    spoken(53, OTHER_GATEWAY);
    spoken(55, OTHER_GATEWAY);
    V1Client late = new V1Client(identity(54), 54);

    assertEquals(
        "this canister has 5 open clients and takes no more", canister.open(late, GATEWAY));
    assertEquals(OK, canister.open(new V1Client(two.identity(), 7), GATEWAY), "in place of two");
    assertEquals(OK, canister.close(GATEWAY, one));
    assertEquals(OK, canister.open(late, GATEWAY));
  }

  @Test
  void oneGatewayHasItsShareAlsoOfClientsThatComeFromAnother() {
    // A gateway that has called is one that the canister knows.
    assertEquals(OK, canister.close(GATEWAY, canister.openClient(49)));
    for (int i = 50; i < 54; i++) {
      spoken(i, GATEWAY);
    }
    V1Client other = spoken(54, OTHER_GATEWAY);

    assertEquals(
        "gateway " + GATEWAY.principal() + " has its share of this canister's clients",
        canister.open(new V1Client(other.identity(), 7), GATEWAY));
    assertEquals(OK, canister.message(other, 2, HELLO), "it stays where it is");
    assertEquals(OK, canister.open(new V1Client(other.identity(), 8), OTHER_GATEWAY));
  }

  /** One identity that opens again and again, each time through a gateway that it made up. */
  @Test
  void madeUpGatewaysKeepNobodyOut() {
    V1Client honest = spoken(50, GATEWAY);
    for (int i = 0; i < 20; i++) {
      assertEquals(OK, canister.open(new V1Client(identity(51), i), identity(100 + i)));
    }

    assertEquals(OK, canister.open(new V1Client(identity(52), 52), THIRD_GATEWAY));
    assertEquals(OK, canister.message(honest, 2, HELLO));
    assertEquals(List.of("1 OpenMessage 50", "2 hello", "3 hello"), canister.told(GATEWAY, honest));
  }

  /** Only two gateways without clients are remembered: what waits for the others keeps its keys. */
  @Test
  void keysOfAGatewayThatWasForgottenStayDifferent() {
    for (int i = 0; i < 20; i++) {
      assertEquals(OK, canister.open(new V1Client(identity(51), i), identity(100 + i)));
    }
    Identity forgotten = identity(100);
    List<String> before = canister.poll(forgotten, 0).keys();

    assertEquals(OK, canister.open(new V1Client(identity(52), 52), forgotten));

    V1Canister.Poll after = canister.poll(forgotten, 0);
    assertEquals(2, before.size(), "opened and closed");
    assertEquals(before, after.keys().subList(0, 2));
    assertEquals(3, after.keys().stream().distinct().count());
    assertTrue(after.isEnd());
    canister.assertCertified(after);
  }

  @Test
  void clientsOfWhichNothingIsKnownMakeRoomForOneAnotherOnly() {
    V1Client spoken = spoken(50, GATEWAY);
    V1Client silent = new V1Client(identity(51), 51);
    assertEquals(OK, canister.open(silent, OTHER_GATEWAY));
    for (int i = 0; i < 10; i++) {
      assertEquals(OK, canister.open(new V1Client(identity(60 + i), i), identity(100 + i)));
    }

    assertEquals(OK, canister.message(spoken, 2, HELLO));
    assertEquals(
        List.of("1 OpenMessage 51", "2 CloseMessage KeepAliveTimeout"),
        canister.told(OTHER_GATEWAY, silent));
  }

  @Test
  void clientsOfAGatewayThatHasCalledMakeRoomForNobody() {
    V1Client left = canister.openClient(49);
    V1Client silent = canister.openClient(50);
    assertEquals(OK, canister.close(GATEWAY, left));
    for (int i = 0; i < 10; i++) {
      assertEquals(OK, canister.open(new V1Client(identity(60 + i), i), identity(100 + i)));
    }

    host.upgrade(canister.id(), CanisterHost.BOUNDED_V1);

    for (int i = 10; i < 20; i++) {
      assertEquals(OK, canister.open(new V1Client(identity(60 + i), i), identity(100 + i)));
    }
    assertEquals(List.of("1 OpenMessage 50"), canister.told(GATEWAY, silent));
    assertEquals(OK, canister.message(silent, 1, HELLO));
  }

  private V1Client spoken(int keyNumber, Identity gateway) {
    V1Client client = new V1Client(identity(keyNumber), keyNumber);
    assertEquals(OK, canister.open(client, gateway));
    assertEquals(OK, canister.message(client, 1, HELLO));
    return client;
  }

  @Test
  void messageOverTheLimitIsRefused() {
    V1Client client = canister.openClient(50);

    assertEquals(
        "101 bytes are too long, the limit is 100",
        canister.message(client, 1, Bytes.wrap(new byte[101])));
    assertEquals(OK, canister.message(client, 1, Bytes.wrap(new byte[100])));
  }

  @Test
  void handlerThatRefusesOrTrapsLeavesTheSequenceNumberFree() {
    V1Client client = canister.openClient(50);

    assertEquals("as it was told", canister.message(client, 1, Bytes.utf8("refuse")));
    Outcome trapped = canister.tryMessage(client.identity(), client, 1, false, Bytes.utf8("trap"));
    assertEquals(
        Outcome.Rejected.CANISTER_ERROR, assertInstanceOf(Outcome.Rejected.class, trapped).code());
    assertEquals(OK, canister.message(client, 1, HELLO));
    assertEquals(List.of("1 OpenMessage 50", "2 hello"), canister.told(GATEWAY, client));
  }

  @Test
  void applicationClosesAClientAndHandlersHearOfEachOnce() {
    V1Client client = canister.openClient(50);

    assertEquals(OK, canister.message(client, 1, Bytes.utf8("close")));

    assertEquals(
        List.of("1 OpenMessage 50", "2 CloseMessage ClosedByApplication"),
        canister.told(GATEWAY, client));
    assertEquals(client.name() + " is not open", canister.close(GATEWAY, client));
    String principal = client.identity().principal().toString();
    assertEquals(List.of("open " + principal, "close " + principal), handled());
  }

  @Test
  void handlerThatTrapsForOneSilentClientKeepsNoOtherOpen() {
    V1Client trapping = canister.openClient(50);
    V1Client other = canister.openClient(51);
    for (V1Client client : List.of(trapping, other)) {
      assertEquals(OK, canister.message(client, 1, HELLO));
    }
    assertEquals(OK, canister.message(trapping, 2, Bytes.utf8("trap on close")));
    host.advance(ACKNOWLEDGE);
    canister.awaitTold(GATEWAY, trapping, "4 AckMessage 2");

    host.advance(KEEP_ALIVE);

    canister.awaitTold(GATEWAY, other, "4 CloseMessage KeepAliveTimeout");
    assertEquals(OK, canister.message(trapping, 3, HELLO));
  }

  /** As the library's README offers it. */
  @Test
  void whomTheCanisterBansItNeedNotHear() {
    V1Client client = canister.openClient(50);
    V1Client other = canister.openClient(51);
    CandidValue banned = CandidValue.principal(client.identity().principal());
    reply(host.call(GATEWAY, canister.id(), "ban", banned));

    Outcome refused = canister.tryMessage(client.identity(), client, 1, false, HELLO);

    assertFalse(assertInstanceOf(Outcome.Rejected.class, refused).certified());
    assertEquals(OK, canister.message(other, 1, HELLO));
  }

  private List<String> handled() {
    return reply(host.query(GATEWAY, canister.id(), "handled")).get(0).asVec().stream()
        .map(CandidValue::asText)
        .toList();
  }
}
