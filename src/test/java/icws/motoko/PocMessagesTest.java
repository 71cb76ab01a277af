package icws.motoko;

import static icws.motoko.CanisterHost.reject;
import static icws.motoko.DemoCanisterTest.text;
import static icws.motoko.SocketCanister.GATEWAY;
import static icws.motoko.SocketCanister.OTHER_GATEWAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.candid.CandidValue;
import icws.motoko.SocketCanister.Message;
import icws.motoko.SocketCanister.Poll;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The canister's messages: their order, how they are fetched, what certifies them. */
class PocMessagesTest extends CanisterFixture {
  @Test
  void messageCarriesClientSequenceNumberAndTime() {
    canister.openClient(50);

    Message ping = canister.poll(GATEWAY, 0).messages().get(0);

    assertEquals(16, ping.client());
    assertEquals(GATEWAY.principal() + "_00000000000000000016", ping.key());
    // CBOR { client_id: 16, sequence_num: 0, timestamp: 2026-01-02T03:04:05Z, message: ping }
    assertEquals(
        "d9d9f7a469636c69656e745f6964106c73657175656e63655f6e756d006974696d657374616d70"
            + "1b1886caf21c963200676d6573736167654ed9d9f7a164746578746470696e67",
        ping.val().hex());
  }

  @Test
  void nothingToFetchIsThreeEmptyValues() {
    Poll nothing = new Poll(List.of(), Bytes.EMPTY, Bytes.EMPTY);

    assertEquals(nothing, canister.poll(GATEWAY, 0));
    canister.openClient(50);
    assertEquals(nothing, canister.poll(GATEWAY, 17));
    assertEquals(nothing, canister.poll(GATEWAY, -1)); // 2^64 - 1
    assertEquals(nothing, canister.poll(OTHER_GATEWAY, 0));
  }

  @Test
  void clientsHaveTheirOwnSequencesAndTheCanisterOneNonce() {
    SocketClient one = canister.openClient(50);
    SocketClient two = canister.openClient(51);
    assertTrue(canister.message(two, 0, text("a")));
    assertTrue(canister.message(one, 0, text("b")));

    List<Message> messages = canister.poll(GATEWAY, 0).messages();

    assertEquals(List.of(16L, 17L, 17L, 16L), messages.stream().map(Message::client).toList());
    assertEquals(List.of(0L, 0L, 1L, 1L), messages.stream().map(Message::sequence).toList());
    assertEquals(keys(16, 20), messages.stream().map(Message::key).toList());
  }

  @Test
  void pollGivesFiftyMessagesFromTheNonceOnEachCertified() {
    SocketClient client = canister.openClient(50);
    for (int i = 0; i < 59; i++) {
      assertTrue(canister.message(client, i, text("m" + i)));
    }

    Poll first = canister.poll(GATEWAY, 0);
    Poll second = canister.poll(GATEWAY, 66);

    assertEquals(keys(16, 66), first.messages().stream().map(Message::key).toList());
    assertEquals(keys(66, 76), second.messages().stream().map(Message::key).toList());
    canister.assertCertified(first);
    canister.assertCertified(second);
  }

  @Test
  void proofShowsTheMessagesOfOneGatewayOnly() {
    canister.openClient(50);
    SocketClient other = canister.register(51);
    assertTrue(canister.open(OTHER_GATEWAY, other.firstMessage(canister.id())));

    canister.assertCertified(canister.poll(GATEWAY, 0));
    canister.assertCertified(canister.poll(OTHER_GATEWAY, 0));
  }

  @Test
  void updateCallCannotFetchForItGetsNoCertificate() {
    canister.openClient(50);

    assertEquals(
        "ws_get_messages is for query calls",
        reject(host.call(GATEWAY, canister.id(), "ws_get_messages", CandidValue.nat64(0))));
  }

  @Test
  void every64thMessageDropsThoseOverFiveMinutesOld() {
    SocketClient client = canister.openClient(50);
    send(client, 0, 5); // after the greeting
    host.clock.advance(Duration.ofMinutes(5));
    send(client, 5, 63);
    assertEquals(key(16), fetchedKeys().get(0));

    host.clock.advance(Duration.ofNanos(1));
    send(client, 63, 126);
    assertEquals(key(16), fetchedKeys().get(0));
    send(client, 126, 127);
    assertEquals(keys(22, 72), fetchedKeys());
    canister.assertCertified(canister.poll(GATEWAY, 0));
  }

  @Test
  void noMoreThan128AreDroppedAtOnce() {
    SocketClient client = canister.openClient(50);
    send(client, 0, 150);
    host.clock.advance(Duration.ofMinutes(5).plusNanos(1));
    send(client, 150, 191);

    assertEquals(key(16 + 128), fetchedKeys().get(0));
  }

  /** Has the demo send as many messages. */
  private void send(SocketClient client, int from, int to) {
    for (int i = from; i < to; i++) {
      assertTrue(canister.message(client, i, text("m")));
    }
  }

  @Test
  void batchOfLongMessagesStaysBelowTheLimitOfAReply() {
    SocketClient client = canister.openClient(50);
    String longText = "x".repeat(700_000);
    for (int i = 0; i < 3; i++) {
      assertTrue(canister.message(client, i, text(longText)));
    }

    assertEquals(keys(16, 19), fetchedKeys());
    assertEquals(
        List.of(key(19)),
        canister.poll(GATEWAY, 19).messages().stream().map(Message::key).toList());
  }

  private List<String> fetchedKeys() {
    return canister.poll(GATEWAY, 0).messages().stream().map(Message::key).toList();
  }

  private static List<String> keys(long from, long to) {
    return LongStream.range(from, to).mapToObj(PocMessagesTest::key).toList();
  }

  private static String key(long nonce) {
    return String.format(Locale.ROOT, "%s_%020d", GATEWAY.principal(), nonce);
  }
}
