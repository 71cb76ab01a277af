package icws.motoko;

import static icws.motoko.CanisterHost.identity;
import static icws.motoko.CanisterHost.reject;
import static icws.motoko.CanisterHost.reply;
import static icws.motoko.SocketCanister.GATEWAY;
import static icws.motoko.SocketCanister.OTHER_GATEWAY;
import static icws.motoko.V1Canister.OK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Outcome;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.identity.Identity;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One canister with both protocols: each is answered as if it were alone. */
class BothProtocolsTest {
  private static final long FIRST_POC_NONCE = 1_000_000_000_000_000_000L;

  @SuppressWarnings("NullAway.Init")
  private CanisterHost host;

  @SuppressWarnings("NullAway.Init")
  private SocketCanister poc;

  @SuppressWarnings("NullAway.Init")
  private V1Canister v1;

  @BeforeEach
  void install() {
    host = new CanisterHost();
    Principal canister = host.install(CanisterHost.DEMO);
    poc = new SocketCanister(host, canister);
    v1 = new V1Canister(host, canister);
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void eachPollHasTheMessagesOfItsOwnProtocolWithTheirProof() {
    SocketClient pocClient = poc.openClient(50);
    V1Client v1Client = v1.openClient(51);
    assertTrue(poc.message(pocClient, 0, DemoCanisterTest.text("a")));
    assertEquals(OK, v1.message(v1Client, 1, V1Canister.text("b")));
    assertTrue(poc.message(pocClient, 1, DemoCanisterTest.text("c")));

    SocketCanister.Poll ofPoc = poc.poll(GATEWAY, 0);
    V1Canister.Poll ofV1 = v1.poll(GATEWAY, 0);

    assertEquals(pocTexts("ping", "a ping", "c ping"), ofPoc.payloads());
    assertEquals(keys(GATEWAY, FIRST_POC_NONCE, 3), ofPoc.keys());
    assertEquals(
        List.of("1 OpenMessage 51", "2 ping", "3 b ping"),
        ofV1.messages().stream().map(V1Canister.Message::told).toList());
    assertEquals(keys(GATEWAY, 0, 3), ofV1.keys());
    assertTrue(ofV1.isEnd());
    poc.assertCertified(ofPoc);
    v1.assertCertified(ofV1);
  }

  @Test
  void noncesOfTheOtherProtocolHaveNothing() {
    poc.openClient(50);
    v1.openClient(51);

    assertEquals(List.of(), v1.poll(GATEWAY, 2).keys());
    assertEquals(List.of(), v1.poll(GATEWAY, FIRST_POC_NONCE).keys());
    assertEquals(keys(GATEWAY, FIRST_POC_NONCE, 1), poc.poll(GATEWAY, 1).keys());
    assertEquals(List.of(), poc.poll(GATEWAY, FIRST_POC_NONCE + 1).keys());
  }

  @Test
  void severalGatewaysHaveTheirOwnClientsOfEitherProtocol() {
    SocketClient pocClient = poc.openClient(50);
    SocketClient otherPoc = poc.register(51);
    assertTrue(poc.open(OTHER_GATEWAY, otherPoc.firstMessage(poc.id())));
    V1Client v1Client = v1.openClient(52);
    V1Client otherV1 = new V1Client(identity(53), 53);
    assertEquals(OK, v1.open(otherV1, OTHER_GATEWAY));

    assertEquals(List.of(pocClient.id()), pocClients(GATEWAY));
    assertEquals(List.of(otherPoc.id()), pocClients(OTHER_GATEWAY));
    assertEquals(List.of(v1Client.key(), v1Client.key()), v1Clients(GATEWAY));
    assertEquals(List.of(otherV1.key(), otherV1.key()), v1Clients(OTHER_GATEWAY));
    for (Identity gateway : List.of(GATEWAY, OTHER_GATEWAY)) {
      poc.assertCertified(poc.poll(gateway, 0));
      v1.assertCertified(v1.poll(gateway, 0));
    }
  }

  @Test
  void textForAllGoesToTheClientsOfBothProtocols() {
    SocketClient pocClient = poc.openClient(50);
    V1Client v1Client = v1.openClient(51);

    assertTrue(poc.message(pocClient, 0, DemoCanisterTest.text("/all from PoC")));
    assertEquals(OK, v1.message(v1Client, 1, V1Canister.text("/all from v1")));

    assertEquals(pocTexts("ping", "from PoC", "from v1"), poc.poll(GATEWAY, 0).payloads());
    assertEquals(
        List.of("1 OpenMessage 51", "2 ping", "3 from PoC", "4 from v1"),
        v1.told(GATEWAY, v1Client));
    poc.assertCertified(poc.poll(GATEWAY, 0));
    v1.assertCertified(v1.poll(GATEWAY, 0));
  }

  @Test
  void closingEndsTheClientOfThatProtocolOnly() {
    SocketClient pocClient = poc.openClient(50);
    V1Client v1Client = v1.openClient(50);

    reply(poc.close(GATEWAY, pocClient.id()));
    assertEquals(OK, v1.message(v1Client, 1, V1Canister.text("still here")));
    SocketClient another = poc.openClient(51);
    assertEquals(OK, v1.close(GATEWAY, v1Client));

    assertTrue(poc.message(another, 0, DemoCanisterTest.text("still here")));
    assertEquals(
        "client " + pocClient.id() + " is not open", reject(poc.close(GATEWAY, pocClient.id())));
    assertEquals(v1Client.name() + " is not open", v1.close(GATEWAY, v1Client));
  }

  /** No Candid; Candid that ends in its header or in its values; Candid of other types. */
  static Stream<String> hostileArguments() {
    byte[] noise = new byte[1_000];
    new Random(1).nextBytes(noise);
    return Stream.of(
        "",
        "00",
        "4449444c",
        "4449444c0001",
        "4449444c000178",
        "4449444c00017800000000000000",
        "4449444c016d7b",
        "4449444c016d7b010005",
        "4449444c016d7b02000005",
        "4449444c016d7bffffffff0f",
        "4449444c016d7b010080808080808080808001",
        "4449444c016c0001",
        "4449444c016c00ff",
        "00000000000178000000000000000000",
        "00000000016d7b0100000000000000",
        Candid.encode(CandidValue.text("nobody's argument")).hex(),
        Bytes.wrap(noise).hex());
  }

  @ParameterizedTest
  @MethodSource("hostileArguments")
  void hostileArgumentsAreRejectedAndChangeNothing(String hex) {
    SocketClient pocClient = poc.openClient(50);
    V1Client v1Client = v1.openClient(51);
    List<String> pocKeys = poc.poll(GATEWAY, 0).keys();
    List<String> v1Keys = v1.poll(GATEWAY, 0).keys();
    Bytes argument = Bytes.ofHex(hex);

    for (String method : List.of("ws_open", "ws_message", "ws_close", "ws_get_messages")) {
      assertTrapped(host.call(GATEWAY, poc.id(), method, argument), method);
    }
    assertTrapped(host.query(GATEWAY, poc.id(), "ws_get_messages", argument), "query");

    assertEquals(pocKeys, poc.poll(GATEWAY, 0).keys());
    assertEquals(v1Keys, v1.poll(GATEWAY, 0).keys());
    assertTrue(poc.message(pocClient, 0, DemoCanisterTest.text("still here")));
    assertEquals(OK, v1.message(v1Client, 1, V1Canister.text("still here")));
  }

  @Test
  void argumentsOfAnotherMethodOfTheSameProtocolAreRejected() {
    for (String method : List.of("ws_open", "ws_message")) {
      assertTrapped(host.call(GATEWAY, poc.id(), method, CandidValue.nat64(16)), method);
    }
    for (String method : List.of("ws_close", "ws_get_messages")) {
      assertTrapped(host.call(GATEWAY, poc.id(), method, CandidValue.blob(Bytes.EMPTY)), method);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"poc_ws_open", "poc_ws_message", "poc_ws_close", "poc_ws_get_messages"})
  void methodsThatWereJoinedAreNotThereByTheirOtherNames(String method) {
    String message =
        assertInstanceOf(
                Outcome.Rejected.class, host.call(GATEWAY, poc.id(), method, CandidValue.nat64(16)))
            .message();

    assertTrue(message.contains("has no update method '" + method + "'"), message);
  }

  private static void assertTrapped(Outcome outcome, String method) {
    assertEquals(
        Outcome.Rejected.CANISTER_ERROR,
        assertInstanceOf(Outcome.Rejected.class, outcome, method).code(),
        method);
  }

  private List<Long> pocClients(Identity gateway) {
    return poc.poll(gateway, 0).messages().stream().map(SocketCanister.Message::client).toList();
  }

  private List<CandidValue> v1Clients(Identity gateway) {
    return v1.poll(gateway, 0).messages().stream().map(V1Canister.Message::clientKey).toList();
  }

  private static List<Bytes> pocTexts(String... texts) {
    return Stream.of(texts).map(DemoCanisterTest::text).toList();
  }

  private static List<String> keys(Identity gateway, long first, int count) {
    return LongStream.range(first, first + count)
        .mapToObj(nonce -> String.format(Locale.ROOT, "%s_%020d", gateway.principal(), nonce))
        .toList();
  }
}
