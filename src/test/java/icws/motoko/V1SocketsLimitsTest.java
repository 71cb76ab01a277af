package icws.motoko;

import static icws.motoko.CanisterHost.identity;
import static icws.motoko.CanisterHost.reply;
import static icws.motoko.SocketCanister.GATEWAY;
import static icws.motoko.SocketCanister.OTHER_GATEWAY;
import static icws.motoko.V1Canister.OK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import icws.ic.Bytes;
import icws.ic.CandidValue;
import icws.ic.Identity;
import icws.ic.Outcome;
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
    V1Client one = canister.openClient(50);
    V1Client two = canister.openClient(51);
    V1Client late = new V1Client(identity(52), 52);

    assertEquals(
        "this canister has 2 open clients and takes no more", canister.open(late, GATEWAY));
    assertEquals(OK, canister.open(new V1Client(two.identity(), 7), GATEWAY), "in place of two");
    assertEquals(OK, canister.close(GATEWAY, one));
    assertEquals(OK, canister.open(late, GATEWAY));
  }

  @Test
  void openingThroughOneGatewayTooManyIsRefusedAndClosesNothing() {
    V1Client client = canister.openClient(50);
    assertEquals(OK, canister.open(new V1Client(identity(51), 51), OTHER_GATEWAY));

    assertEquals(
        "this canister has 2 gateways and takes no more",
        canister.open(new V1Client(client.identity(), 7), THIRD_GATEWAY));
    assertEquals(OK, canister.message(client, 1, HELLO));
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

  private List<String> handled() {
    return reply(host.query(GATEWAY, canister.id(), "handled")).get(0).asVec().stream()
        .map(CandidValue::asText)
        .toList();
  }
}
