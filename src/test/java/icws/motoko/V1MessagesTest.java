package icws.motoko;

import static icws.motoko.SocketCanister.GATEWAY;
import static icws.motoko.SocketCanister.OTHER_GATEWAY;
import static icws.motoko.V1Canister.OK;
import static icws.motoko.V1Canister.keepAlive;
import static icws.motoko.V1Canister.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.candid.CandidValue;
import icws.ic.identity.Identity;
import icws.motoko.V1Canister.Message;
import icws.motoko.V1Canister.Poll;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The canister's messages of protocol v1: their shape, proof, acknowledgements and keep-alives. */
class V1MessagesTest {
  private static final Duration ACKNOWLEDGE = Duration.ofMinutes(5);
  private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);

  @SuppressWarnings("NullAway.Init")
  private CanisterHost host;

  @SuppressWarnings("NullAway.Init")
  private V1Canister canister;

  @BeforeEach
  void install() {
    host = new CanisterHost();
    canister = new V1Canister(host, host.install(CanisterHost.DEMO_V1));
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void messageIsTaggedCborWithTheClientKey() {
    V1Client client = canister.openClient(50);

    Message ping = canister.poll(GATEWAY, 0).messages().get(1);

    assertEquals(client.key(), ping.clientKey());
    assertEquals(key(GATEWAY, 1), ping.key());
    // CBOR { client_key: { client_principal: 29 bytes, client_nonce: 50 }, sequence_num: 2,
    // timestamp: 2026-01-02T03:04:05Z, is_service_message: false, content: Candid { text = "ping" }
    // }
    assertEquals(
        "d9d9f7a56a636c69656e745f6b6579a270636c69656e745f7072696e636970616c581d"
            + client.identity().principal().raw().hex()
            + "6c636c69656e745f6e6f6e636518326c73657175656e63655f6e756d026974696d657374616d70"
            + "1b1886caf21c9632007269735f736572766963655f6d657373616765f467636f6e74656e7454"
            + "4449444c016c01ad99e7e7047101000470696e67",
        ping.content().hex());
  }

  @Test
  void nothingToFetchIsEmptyAndTheEndOfTheQueue() {
    Poll nothing = new Poll(List.of(), Bytes.EMPTY, Bytes.EMPTY, true);

    assertEquals(nothing, canister.poll(GATEWAY, 0));
    canister.openClient(50);
    assertEquals(nothing, canister.poll(GATEWAY, 2));
    assertEquals(nothing, canister.poll(GATEWAY, -1)); // 2^64 - 1
    assertEquals(nothing, canister.poll(OTHER_GATEWAY, 0));
  }

  @Test
  void eachGatewayHasItsOwnNoncesAndProof() {
    canister.openClient(50);
    V1Client other = new V1Client(CanisterHost.identity(51), 51);
    assertEquals(OK, canister.open(other, OTHER_GATEWAY));
    assertEquals(OK, canister.message(other, 1, text("a")));

    Poll ours = canister.poll(GATEWAY, 0);
    Poll theirs = canister.poll(OTHER_GATEWAY, 0);

    assertEquals(keys(GATEWAY, 0, 2), ours.keys());
    assertEquals(keys(OTHER_GATEWAY, 0, 3), theirs.keys());
    canister.assertCertified(ours);
    canister.assertCertified(theirs);
  }

  @Test
  void pollGivesFiftyMessagesAndSaysWhetherThereAreMore() {
    V1Client client = canister.openClient(50);
    for (int i = 1; i <= 50; i++) {
      assertEquals(OK, canister.message(client, i, text("m" + i)));
    }

    Poll first = canister.poll(GATEWAY, 0);
    Poll second = canister.poll(GATEWAY, 50);

    assertEquals(keys(GATEWAY, 0, 50), first.keys());
    assertFalse(first.isEnd());
    assertEquals(keys(GATEWAY, 50, 52), second.keys());
    assertTrue(second.isEnd());
    assertTrue(canister.poll(GATEWAY, 2).isEnd(), "exactly fifty are left");
    canister.assertCertified(first);
    canister.assertCertified(second);
  }

  @Test
  void updateCallCannotFetchForItGetsNoCertificate() {
    canister.openClient(50);
    CandidValue argument = CandidValue.record(Map.of("nonce", CandidValue.nat64(0)));

    assertEquals(
        "ws_get_messages is for query calls",
        V1Canister.answer(host.call(GATEWAY, canister.id(), "ws_get_messages", argument)));
  }

  @Test
  void everyClientIsToldEveryFiveMinutesWhatArrived() {
    V1Client client = canister.openClient(50);
    V1Client quiet = canister.openClient(51);
    assertEquals(OK, canister.message(client, 1, text("a")));
    assertEquals(OK, canister.message(client, 2, text("b")));

    host.advance(ACKNOWLEDGE);

    canister.awaitTold(GATEWAY, client, "5 AckMessage 2");
    canister.awaitTold(GATEWAY, quiet, "3 AckMessage 0");
    canister.assertCertified(canister.poll(GATEWAY, 0));
  }

  @Test
  void clientThatDoesNotAnswerIsClosedAndOneThatDoesStaysOverSeveralPeriods() {
    V1Client alive = canister.openClient(50);
    V1Client silent = canister.openClient(51);
    host.advance(ACKNOWLEDGE);
    canister.awaitTold(GATEWAY, silent, "3 AckMessage 0");
    assertEquals(OK, canister.message(silent, 1, text("no keep-alive")));
    assertEquals(OK, canister.serviceMessage(alive, 1, keepAlive(3)));

    host.advance(KEEP_ALIVE);

    canister.awaitTold(GATEWAY, silent, "5 CloseMessage KeepAliveTimeout");
    assertEquals(silent.name() + " is not open", canister.message(silent, 2, text("late")));
    for (int period = 1; period <= 3; period++) {
      host.advance(ACKNOWLEDGE.minus(KEEP_ALIVE));
      canister.awaitTold(GATEWAY, alive, (3 + period) + " AckMessage " + period);
      assertEquals(OK, canister.serviceMessage(alive, period + 1, keepAlive(3 + period)));
      host.advance(KEEP_ALIVE);
    }
    assertEquals(OK, canister.message(alive, 5, text("still here")));
  }

  @Test
  void keepAliveInTheBytesOfThePublishedClientIsTaken() {
    V1Client client = canister.openClient(50);
    // ic-websocket-js 0.5.0: KeepAliveMessage { last_incoming_sequence_num = 3 }, with all types
    Bytes published =
        Bytes.ofHex(
            "4449444c066c02fa80a2940568bbd1eacd0e786c01ebb49ce903006c01d888abb90a786b04cdc2dabb04"
                + "7fc9c68ea0057fd7aba29c0a7f999dafab0d7f6c01c49ff4e40f036b04fdbd95cc0101bfd397b409"
                + "028ff2d1ef0a049eb7f0ad0b020105010300000000000000");

    assertEquals(OK, canister.serviceMessage(client, 1, published));
    assertEquals(OK, canister.message(client, 2, text("a")));
  }

  @Test
  void gatewayWithoutClientsIsForgottenWithItsLastMessageAndItsNonceStartsAgain() {
    V1Client client = canister.openClient(50);
    assertEquals(OK, canister.close(GATEWAY, client));
    assertEquals(OK, canister.open(new V1Client(client.identity(), 51), GATEWAY));
    assertEquals(keys(GATEWAY, 0, 4), canister.poll(GATEWAY, 0).keys());
    assertEquals(
        OK, canister.close(GATEWAY, new V1Client(client.identity(), 51)), "still the same queue");
    V1Client witness = new V1Client(CanisterHost.identity(52), 52);
    assertEquals(OK, canister.open(witness, OTHER_GATEWAY));

    host.advance(ACKNOWLEDGE.plusNanos(1));
    canister.awaitTold(OTHER_GATEWAY, witness, "3 AckMessage 0");

    assertEquals(List.of(), canister.poll(GATEWAY, 0).keys());
    assertEquals(OK, canister.open(client, GATEWAY));
    assertEquals(keys(GATEWAY, 0, 2), canister.poll(GATEWAY, 0).keys());
  }

  private static List<String> keys(Identity gateway, long from, long to) {
    return LongStream.range(from, to).mapToObj(nonce -> key(gateway, nonce)).toList();
  }

  private static String key(Identity gateway, long nonce) {
    return String.format(Locale.ROOT, "%s_%020d", gateway.principal(), nonce);
  }
}
