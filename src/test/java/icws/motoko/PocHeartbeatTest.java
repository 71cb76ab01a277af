package icws.motoko;

import static icws.motoko.SocketCanister.GATEWAY;
import static icws.motoko.SocketCanister.HEARTBEAT;
import static icws.motoko.SocketCanister.OTHER_GATEWAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.cbor.CborWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The heartbeat, with the default periods, and what comes of a client that does not answer. */
class PocHeartbeatTest extends CanisterFixture {
  private static final Duration PERIOD = Duration.ofMinutes(5);
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final Bytes HELLO = DemoCanisterTest.text("hello");
  private static final String PING = DemoCanisterTest.text("ping").hex();
  private static final String HELLO_PING = DemoCanisterTest.text("hello ping").hex();

  @Test
  void openingIsConfirmedByAHeartbeatBeforeAnythingElse() {
    SocketClient client = canister.openClient(50, HEARTBEAT);

    SocketCanister.Poll poll = canister.poll(GATEWAY, 0);

    canister.assertCertified(poll);
    // CBOR { client_id: 16, sequence_num: 0, timestamp: 2026-01-02T03:04:05Z, message: h'',
    // heartbeat: 0 }
    assertEquals(
        "d9d9f7a569636c69656e745f6964106c73657175656e63655f6e756d006974696d657374616d70"
            + "1b1886caf21c963200676d657373616765406968656172746265617400",
        poll.messages().get(0).val().hex());
    assertEquals(List.of("0 heartbeat 0", "1 " + PING), canister.told(client));
  }

  @Test
  void clientWithoutWishesIsSentNoHeartbeatAndStaysHoweverSilent() {
    SocketClient plain = canister.openClient(50);
    SocketClient other = canister.openClient(51, HEARTBEAT);
    assertTrue(canister.heartbeat(other, 0, 2));

    host.advance(PERIOD);
    canister.awaitTold(other, "2 heartbeat 1");
    host.advance(TIMEOUT);
    canister.awaitTold(other, "3 closed silent");

    assertTrue(canister.message(plain, 0, HELLO));
    List<String> told = canister.told(plain);
    assertEquals(List.of("0", "1"), told.stream().map(each -> each.split(" ", 2)[0]).toList());
    assertEquals("1 " + HELLO_PING, told.get(1));
  }

  @Test
  void heartbeatCountsWhatArrivedAndComesEachPeriod() {
    SocketClient client = canister.openClient(50, HEARTBEAT);
    assertTrue(canister.heartbeat(client, 0, 2));
    assertTrue(canister.message(client, 1, HELLO));
    assertTrue(canister.message(client, 2, HELLO));

    host.advance(PERIOD);
    canister.awaitTold(client, "4 heartbeat 3");
    canister.assertCertified(canister.poll(GATEWAY, 0));
    assertTrue(canister.heartbeat(client, 3, 5));
    host.advance(PERIOD);
    canister.awaitTold(client, "5 heartbeat 4");
  }

  @Test
  void periodsOfClientsBeginWithTheirOpenings() {
    SocketClient early = canister.openClient(50, HEARTBEAT);
    assertTrue(canister.heartbeat(early, 0, 2));
    host.advance(PERIOD.dividedBy(2));
    SocketClient late = canister.openClient(51, HEARTBEAT);
    assertTrue(canister.heartbeat(late, 0, 2));

    host.advance(PERIOD.dividedBy(2));

    canister.awaitTold(early, "2 heartbeat 1");
    assertEquals(List.of("0 heartbeat 0", "1 " + PING), canister.told(late));
    assertTrue(canister.heartbeat(early, 1, 3));
    host.advance(PERIOD.dividedBy(2));
    canister.awaitTold(late, "2 heartbeat 1");
  }

  @Test
  void clientThatDoesNotAnswerTheFirstHeartbeatIsClosed() {
    SocketClient silent = canister.openClient(50, HEARTBEAT);
    SocketClient alive = canister.openClient(51, HEARTBEAT);
    assertTrue(canister.heartbeat(alive, 0, 2));

    host.advance(TIMEOUT.minusMillis(1));
    assertTrue(canister.message(silent, 0, HELLO)); // is no answer
    host.advance(Duration.ofMillis(1));

    canister.awaitTold(silent, "3 closed silent");
    canister.assertCertified(canister.poll(GATEWAY, 0));
    assertFalse(canister.message(silent, 1, HELLO));
    assertEquals("ws_message refused: client 16 is not open", host.lastPrinted());
    assertTrue(canister.message(alive, 1, HELLO));
  }

  @Test
  void closingIsCertifiedAndSaysWhyInOneField() {
    SocketClient silent = canister.openClient(50, HEARTBEAT);
    host.advance(TIMEOUT);
    canister.awaitTold(silent, "2 closed silent");

    SocketCanister.Poll poll = canister.poll(GATEWAY, 0);

    canister.assertCertified(poll);
    // CBOR { client_id: 16, sequence_num: 2, timestamp: a minute later, message: h'',
    // closed: "silent" }
    assertEquals(
        "d9d9f7a569636c69656e745f6964106c73657175656e63655f6e756d026974696d657374616d70"
            + "1b1886cb0014dd8a00676d6573736167654066636c6f7365646673696c656e74",
        poll.messages().get(2).val().hex());
  }

  @Test
  void clientThatStopsAnsweringIsClosed() {
    SocketClient client = canister.openClient(50, HEARTBEAT);
    assertTrue(canister.heartbeat(client, 0, 2));
    host.advance(PERIOD);
    canister.awaitTold(client, "2 heartbeat 1");

    host.advance(TIMEOUT);

    canister.awaitTold(client, "3 closed silent");
  }

  @Test
  void heartbeatIsCheckedLikeAnyMessage() {
    SocketClient client = canister.openClient(50, HEARTBEAT);
    long now = host.clock.nanos();
    SocketClient forger = new SocketClient(CanisterHost.identity(51), client.id());

    assertFalse(canister.message(GATEWAY, forger.heartbeat(0, now, 2)));
    assertFalse(canister.message(OTHER_GATEWAY, client.heartbeat(0, now, 2)));
    assertFalse(canister.heartbeat(client, 1, 2));
    assertFalse(canister.message(GATEWAY, client.heartbeat(0, 0, 2)));
    assertFalse(canister.message(GATEWAY, client.heartbeat(0, now, HELLO, 2)));
    assertEquals("ws_message refused: a heartbeat with a message", host.lastPrinted());
    assertFalse(canister.heartbeat(client, 0, 3));
    assertEquals("ws_message refused: 3 messages cannot have arrived of 2", host.lastPrinted());
    assertTrue(canister.heartbeat(client, 0, 2));
    assertFalse(canister.heartbeat(client, 0, 2));
    assertEquals(List.of("0 heartbeat 0", "1 " + PING), canister.told(client));
  }

  @Test
  void heartbeatThatIsNoNumberIsRefused() {
    SocketClient client = canister.openClient(50, HEARTBEAT);
    Bytes content =
        new CborWriter()
            .map(5)
            .key("client_id")
            .unsigned64(client.id())
            .key("sequence_num")
            .unsigned64(0)
            .key("timestamp")
            .unsigned64(host.clock.nanos())
            .key("message")
            .bytes(Bytes.EMPTY)
            .key("heartbeat")
            .text("1")
            .toBytes();

    assertFalse(
        canister.message(GATEWAY, SocketClient.frame(content, client.keys().sign(content))));
    assertEquals(
        "ws_message refused: heartbeat is not there or not an unsigned integer",
        host.lastPrinted());
  }

  @Test
  void heartbeatOfAClientThatDidNotAskForItIsRefused() {
    SocketClient plain = canister.openClient(50);

    assertFalse(canister.heartbeat(plain, 0, 1));
    assertEquals("ws_message refused: client 16 did not ask for the heartbeat", host.lastPrinted());
    assertTrue(canister.message(plain, 0, HELLO));
  }

  @Test
  void clientThatItsGatewayClosedIsSentNothingMore() {
    SocketClient left = canister.openClient(50, HEARTBEAT);
    SocketClient other = canister.openClient(51, HEARTBEAT);
    CanisterHost.reply(canister.close(GATEWAY, left.id()));
    assertTrue(canister.heartbeat(other, 0, 2));

    host.advance(PERIOD);

    canister.awaitTold(other, "2 heartbeat 1");
    assertEquals(List.of("0 heartbeat 0", "1 " + PING), canister.told(left));
  }
}
