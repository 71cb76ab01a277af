package icws.motoko;

import static icws.motoko.CanisterHost.reject;
import static icws.motoko.CanisterHost.reply;
import static icws.motoko.SocketCanister.GATEWAY;
import static icws.motoko.SocketCanister.OTHER_GATEWAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.cbor.CborWriter;
import icws.ic.identity.AnonymousIdentity;
import icws.ic.identity.Identity;
import icws.motoko.SocketClient.FirstMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the canister's side of the protocol accepts and refuses, on what the demo is without v1. */
class PocSocketsTest {
  private static final Bytes HELLO = DemoCanisterTest.text("hello");
  private static final Bytes NO_SIGNATURE = Bytes.wrap(new byte[64]);

  @SuppressWarnings("NullAway.Init")
  private static CanisterHost host;

  @SuppressWarnings("NullAway.Init")
  private static SocketCanister canister;

  @BeforeAll
  static void install() {
    host = new CanisterHost();
    canister = new SocketCanister(host, host.install(CanisterHost.DEMO_POC));
  }

  @AfterAll
  static void close() {
    host.close();
  }

  @Test
  void clientIdsCountFromSixteen() {
    SocketCanister fresh = new SocketCanister(host, host.install(CanisterHost.DEMO_POC));

    assertEquals(16, fresh.register(50).id());
    assertEquals(17, fresh.register(51).id());
    assertEquals(18, fresh.register(51).id());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33, 44})
  void keyOfAnotherLengthIsRejected(int size) {
    assertEquals(
        "a public key has 32 bytes, not " + size,
        reject(canister.register(Bytes.wrap(new byte[size]))));
  }

  @Test
  void keyThatIsNoPointOrOfSmallOrderIsRejected() {
    String noKey = "these 32 bytes are no Ed25519 public key";

    assertEquals(noKey, reject(canister.register(Bytes.ofHex("02" + "00".repeat(31)))));
    assertEquals(noKey, reject(canister.register(Bytes.wrap(new byte[32]))));
  }

  @Test
  void keyIsToldOfRegisteredAndOpenClientsAndNoOthers() {
    SocketClient client = canister.register(50);
    Bytes key = client.keys().rawPublicKey();

    assertEquals(key, reply(canister.clientKey(client.id())).get(0).asBlob());
    assertTrue(canister.open(GATEWAY, client.firstMessage(canister.id())));
    assertEquals(key, reply(canister.clientKey(client.id())).get(0).asBlob());
    reply(canister.close(GATEWAY, client.id()));
    assertEquals("unknown client " + client.id(), reject(canister.clientKey(client.id())));
    assertEquals("unknown client 15", reject(canister.clientKey(15)));
  }

  @Test
  void firstMessageOpensWithOrWithoutTheSelfDescribeTag() {
    SocketClient client = canister.register(50);
    Bytes tagged = client.firstMessage(canister.id()).content();
    Bytes plain = tagged.slice(3, tagged.size());

    assertTrue(canister.open(GATEWAY, plain, client.keys().sign(plain)));
  }

  @Test
  void firstMessageForAnotherCanisterIsRefused() {
    SocketClient client = canister.register(50);
    Principal other = Principal.parse("bw4dl-smaaa-aaaaa-qaacq-cai");

    assertFalse(canister.open(GATEWAY, client.firstMessage(other)));
    assertTrue(canister.open(GATEWAY, client.firstMessage(canister.id())));
  }

  @Test
  void firstMessageThatIsNotTheClientsIsRefused() {
    SocketClient client = canister.register(50);
    FirstMessage message = client.firstMessage(canister.id());
    FirstMessage another = canister.register(51).firstMessage(canister.id());
    FirstMessage unknown = new SocketClient(client.keys(), 15).firstMessage(canister.id());

    assertFalse(canister.open(GATEWAY, message.content(), another.signature()));
    assertFalse(canister.open(GATEWAY, message.content(), NO_SIGNATURE));
    assertFalse(canister.open(GATEWAY, message.content(), Bytes.EMPTY));
    assertFalse(canister.open(GATEWAY, unknown));
    assertTrue(canister.open(GATEWAY, message));
  }

  @ParameterizedTest
  @CsvSource({
    "'', the end of the input at byte 0",
    "ff, a float or another simple value at byte 1",
    "80, client_id is not there or not an unsigned integer",
    "a0, client_id is not there or not an unsigned integer",
    "a169636c69656e745f696410, canister_id is not there or not a text",
    // { canister_id: "", client_id: "1" }, then h'' and 16, then "" and -1
    "a26b63616e69737465725f69646069636c69656e745f69646131, "
        + "client_id is not there or not an unsigned integer",
    "a26b63616e69737465725f69644069636c69656e745f696410, canister_id is not there or not a text",
    "a26b63616e69737465725f69646069636c69656e745f696420, "
        + "client_id is not there or not an unsigned integer",
    "a169636c69656e745f69645bffffffffffffffff, a length beyond the end at byte 20",
    "a26b63616e69737465725f69646069636c69656e745f696410, the first message is for another canister",
  })
  void malformedFirstMessageIsRefusedAndTheLogSaysWhy(String hex, String why) {
    assertFalse(canister.open(GATEWAY, Bytes.ofHex(hex), NO_SIGNATURE));
    assertEquals("ws_open refused: " + why, host.lastPrinted());
  }

  @Test
  void firstMessageOverTheLimitIsRefused() {
    SocketClient client = canister.register(50);
    Bytes content =
        new CborWriter()
            .map(3)
            .key("canister_id")
            .text(canister.id().toString())
            .key("client_id")
            .unsigned64(client.id())
            .key("more")
            .bytes(Bytes.wrap(new byte[1_000]))
            .toBytes();

    assertFalse(canister.open(GATEWAY, content, client.keys().sign(content)));
  }

  @Test
  void anonymousCallerIsNoGateway() {
    SocketClient client = canister.register(50);

    assertFalse(canister.open(new AnonymousIdentity(), client.firstMessage(canister.id())));
    assertTrue(canister.open(GATEWAY, client.firstMessage(canister.id())));
  }

  @Test
  void replayedFirstMessageNeitherOpensNorMovesAClient() {
    SocketClient client = canister.register(50);
    FirstMessage message = client.firstMessage(canister.id());
    assertTrue(canister.open(GATEWAY, message));

    assertFalse(canister.open(OTHER_GATEWAY, message));
    assertFalse(canister.open(GATEWAY, message));
    assertTrue(canister.message(client, 0, HELLO));
    reply(canister.close(GATEWAY, client.id()));
    assertFalse(canister.open(GATEWAY, message));
    assertFalse(canister.open(OTHER_GATEWAY, message));
  }

  @Test
  void messagesAreTakenInSequenceAndOnce() {
    SocketClient client = canister.openClient(50);

    assertFalse(canister.message(client, 1, HELLO));
    assertTrue(canister.message(client, 0, HELLO));
    assertFalse(canister.message(client, 0, HELLO));
    assertFalse(canister.message(client, 2, HELLO));
    assertFalse(canister.message(client, -1, HELLO)); // 2^64 - 1
    assertTrue(canister.message(client, 1, HELLO));
  }

  @Test
  void messageFromAnotherGatewayIsRefused() {
    SocketClient client = canister.openClient(50);
    Bytes frame = client.frame(0, host.clock.nanos(), HELLO);

    assertFalse(canister.message(OTHER_GATEWAY, frame));
    assertTrue(canister.message(GATEWAY, frame));
  }

  @Test
  void messageThatTheClientDidNotSignIsRefused() {
    SocketClient client = canister.openClient(50);
    Bytes content = client.content(0, host.clock.nanos(), HELLO);
    Bytes signature = client.keys().sign(content);
    Bytes other = client.content(0, host.clock.nanos(), DemoCanisterTest.text("help!"));

    assertFalse(canister.message(GATEWAY, SocketClient.frame(other, signature)));
    assertFalse(canister.message(GATEWAY, SocketClient.frame(content, NO_SIGNATURE)));
    assertFalse(canister.message(GATEWAY, SocketClient.frame(content, signature.slice(0, 63))));
    assertTrue(canister.message(GATEWAY, SocketClient.frame(content, signature)));
  }

  @Test
  void messageOfAClientThatIsNotOpenIsRefused() {
    SocketClient registered = canister.register(50);

    assertFalse(canister.message(registered, 0, HELLO));
    assertFalse(canister.message(new SocketClient(registered.keys(), 15), 0, HELLO));
  }

  @Test
  void timestampMoreThanFiveMinutesOffIsRefused() {
    SocketClient client = canister.openClient(50);
    long now = host.clock.nanos();
    long fiveMinutes = Duration.ofMinutes(5).toNanos();

    for (long timestamp :
        List.of(now - fiveMinutes - 1_000_000_000L, now + fiveMinutes + 1_000_000_000L, 0L, -1L)) {
      assertFalse(canister.message(GATEWAY, client.frame(0, timestamp, HELLO)));
    }
    assertTrue(canister.message(GATEWAY, client.frame(0, now - fiveMinutes, HELLO)));
    assertTrue(canister.message(GATEWAY, client.frame(1, now + fiveMinutes, HELLO)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', the end of the input at byte 0",
    "ff, a float or another simple value at byte 1",
    "a0, val is not there or not a byte string",
    "8240, a length beyond the end at byte 1",
    "a16373696740, val is not there or not a byte string",
    "a16376616c40, sig is not there or not a byte string",
    "a26376616c606373696740, val is not there or not a byte string",
    "a26376616c406373696760, sig is not there or not a byte string",
    "a26376616c406373696740, the end of the input at byte 0",
    "a26376616c41a06373696740, client_id is not there or not an unsigned integer",
  })
  void malformedFrameIsRefusedAndTheLogSaysWhy(String hex, String why) {
    assertFalse(canister.message(GATEWAY, Bytes.ofHex(hex)));
    assertEquals("ws_message refused: " + why, host.lastPrinted());
  }

  @Test
  void onlyItsOwnGatewayClosesAClient() {
    SocketClient client = canister.openClient(50);
    Identity self = client.keys();
    String refusal = "only its own gateway may close client " + client.id();

    assertEquals(refusal, reject(canister.close(OTHER_GATEWAY, client.id())));
    assertEquals(refusal, reject(canister.close(self, client.id())));
    assertEquals(refusal, reject(canister.close(new AnonymousIdentity(), client.id())));
    assertTrue(canister.message(client, 0, HELLO));
    reply(canister.close(GATEWAY, client.id()));
    assertFalse(canister.message(client, 1, HELLO));
  }

  @Test
  void clientThatIsNotOpenCannotBeClosed() {
    SocketClient client = canister.register(50);

    assertEquals(
        "client " + client.id() + " is not open", reject(canister.close(GATEWAY, client.id())));
    assertEquals("client 15 is not open", reject(canister.close(GATEWAY, 15)));
    assertTrue(canister.open(GATEWAY, client.firstMessage(canister.id())));
  }
}
