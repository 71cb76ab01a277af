package icws.motoko;

import static icws.motoko.CanisterHost.identity;
import static icws.motoko.SocketCanister.GATEWAY;
import static icws.motoko.SocketCanister.OTHER_GATEWAY;
import static icws.motoko.V1Canister.OK;
import static icws.motoko.V1Canister.service;
import static icws.motoko.V1Canister.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.agent.Outcome;
import icws.ic.candid.CandidValue;
import icws.ic.identity.AnonymousIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the canister's side of protocol v1 accepts and refuses, on what the demo is without PoC. */
class V1SocketsTest {
  private static final Bytes HELLO = text("hello");

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
  void candidInterfaceIsTheProtocols() throws IOException {
    String candid =
        Files.readString(Path.of("target/test-canisters/demo-v1.did"))
            .replace("arguments: ", "")
            .replaceAll("\\s+", " ");

    assertTrue(
        candid.contains(
            "service : { ws_close: (CanisterWsCloseArguments) -> (CanisterWsResult);"
                + " ws_get_messages: (CanisterWsGetMessagesArguments) ->"
                + " (CanisterWsGetMessagesResult) query;"
                + " ws_message: (CanisterWsMessageArguments, opt AppMessage) -> (CanisterWsResult);"
                + " ws_open: (CanisterWsOpenArguments) -> (CanisterWsResult); }"),
        candid);
  }

  @Test
  void openMessageComesFirstThenPingAndEachTextWithPingAdded() {
    V1Client client = canister.openClient(50);
    assertEquals(OK, canister.message(client, 1, HELLO));
    assertEquals(OK, canister.message(client, 2, text("")));

    assertEquals(
        List.of("1 OpenMessage 50", "2 ping", "3 hello ping", "4  ping"),
        canister.told(GATEWAY, client));
  }

  @Test
  void textForAllGoesToEveryOpenClient() {
    V1Client one = canister.openClient(50);
    V1Client other = new V1Client(identity(51), 51);
    assertEquals(OK, canister.open(other, OTHER_GATEWAY));

    assertEquals(OK, canister.message(one, 1, text("/all good morning")));

    assertEquals(
        List.of("1 OpenMessage 50", "2 ping", "3 good morning"), canister.told(GATEWAY, one));
    assertEquals(
        List.of("1 OpenMessage 51", "2 ping", "3 good morning"),
        canister.told(OTHER_GATEWAY, other));
  }

  @Test
  void openingAgainWithTheSameNonceIsRefused() {
    V1Client client = canister.openClient(50);

    String refusal = client.name() + " is open already with this nonce";
    assertEquals(refusal, canister.open(client, GATEWAY));
    assertEquals(refusal, canister.open(client, OTHER_GATEWAY));
    assertEquals(OK, canister.message(client, 1, HELLO));
    assertEquals(
        List.of("1 OpenMessage 50", "2 ping", "3 hello ping"), canister.told(GATEWAY, client));
  }

  @Test
  void openingWithAnotherNonceClosesTheEarlierConnection() {
    V1Client earlier = canister.openClient(50);
    V1Client later = new V1Client(earlier.identity(), 7);

    assertEquals(OK, canister.open(later, OTHER_GATEWAY));

    assertEquals(
        List.of("1 OpenMessage 50", "2 ping", "3 CloseMessage ClosedByApplication"),
        canister.told(GATEWAY, earlier));
    assertEquals(List.of("1 OpenMessage 7", "2 ping"), canister.told(OTHER_GATEWAY, later));
    assertEquals(later.name() + " is open with another nonce", canister.message(earlier, 1, HELLO));
    assertEquals(OK, canister.message(later, 1, HELLO));
  }

  @Test
  void anonymousIsNeitherClientNorGateway() {
    assertEquals("a client needs an identity", canister.open(new AnonymousIdentity(), 50, GATEWAY));
    assertEquals(
        "a gateway needs an identity", canister.open(identity(50), 50, new AnonymousIdentity()));
    assertEquals(List.of(), canister.poll(GATEWAY, 0).messages());
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "3", "-1"})
  void wrongSequenceNumberClosesTheClient(long sequence) {
    V1Client client = canister.openClient(50);
    assertEquals(OK, canister.message(client, 1, HELLO));

    assertEquals(
        "sequence number " + Long.toUnsignedString(sequence) + " instead of 2",
        canister.message(client, sequence, HELLO));

    assertEquals(
        List.of("1 OpenMessage 50", "2 ping", "3 hello ping", "4 CloseMessage WrongSequenceNumber"),
        canister.told(GATEWAY, client));
    assertEquals(client.name() + " is not open", canister.message(client, 2, HELLO));
  }

  @Test
  void messageOfAnotherPrincipalOrNonceIsRefusedAndChangesNothing() {
    V1Client client = canister.openClient(50);
    V1Client other = canister.openClient(51);

    assertEquals(
        "the message of another client",
        V1Canister.answer(canister.tryMessage(other.identity(), client, 1, false, HELLO)));
    assertEquals(
        "client " + GATEWAY.principal() + " is not open",
        V1Canister.answer(canister.tryMessage(GATEWAY, client, 1, false, HELLO)));
    assertEquals(
        client.name() + " is open with another nonce",
        canister.message(new V1Client(client.identity(), 51), 1, HELLO));
    assertEquals(OK, canister.message(client, 1, HELLO));
    assertEquals(OK, canister.message(other, 1, HELLO));
  }

  @Test
  void serviceMessageThatIsTheCanistersClosesTheClient() {
    V1Client client = canister.openClient(50);
    CandidValue last =
        CandidValue.record(Map.of("last_incoming_sequence_num", CandidValue.nat64(1)));

    assertEquals(
        "no service message that a client sends",
        canister.serviceMessage(client, 1, service("AckMessage", last)));

    assertEquals(
        List.of("1 OpenMessage 50", "2 ping", "3 CloseMessage InvalidServiceMessage"),
        canister.told(GATEWAY, client));
  }

  @Test
  void serviceMessageOfAnotherTypeClosesTheClient() {
    V1Client client = canister.openClient(50);

    assertEquals(
        "no service message that a client sends", canister.serviceMessage(client, 1, HELLO));
    assertEquals(client.name() + " is not open", canister.message(client, 1, HELLO));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "4449444c", "4449444c0001"})
  void contentThatIsNoCandidIsRefusedAndItsSequenceNumberStaysFree(String hex) {
    V1Client client = canister.openClient(50);

    for (boolean isService : new boolean[] {true, false}) {
      Outcome outcome =
          canister.tryMessage(client.identity(), client, 1, isService, Bytes.ofHex(hex));
      assertEquals(
          Outcome.Rejected.CANISTER_ERROR,
          assertInstanceOf(Outcome.Rejected.class, outcome).code());
    }
    assertEquals(OK, canister.message(client, 1, HELLO));
  }

  @Test
  void applicationMessageOfAnotherTypeIsRefusedAndItsSequenceNumberStaysFree() {
    V1Client client = canister.openClient(50);

    assertEquals(
        "an application message is record { text : text }",
        canister.message(client, 1, V1Canister.keepAlive(1)));
    assertEquals(OK, canister.message(client, 1, HELLO));
  }

  @Test
  void argumentsOfAnotherTypeAreRejected() {
    for (String method : List.of("ws_open", "ws_message", "ws_close")) {
      Outcome outcome = host.call(GATEWAY, canister.id(), method, CandidValue.blob(HELLO));
      assertEquals(
          Outcome.Rejected.CANISTER_ERROR,
          assertInstanceOf(Outcome.Rejected.class, outcome, method).code());
    }
  }

  @Test
  void onlyItsOwnGatewayClosesAClient() {
    V1Client client = canister.openClient(50);
    String refusal = "only its own gateway may close " + client.name();

    assertEquals(refusal, canister.close(OTHER_GATEWAY, client));
    assertEquals(refusal, canister.close(client.identity(), client));
    assertEquals(
        client.name() + " is open with another nonce",
        canister.close(GATEWAY, new V1Client(client.identity(), 51)));
    assertEquals(OK, canister.message(client, 1, HELLO));
    assertEquals(OK, canister.close(GATEWAY, client));
    assertEquals(client.name() + " is not open", canister.message(client, 2, HELLO));
    assertEquals(client.name() + " is not open", canister.close(GATEWAY, client));
  }

  @Test
  void closedClientOpensAgainWithNewSequenceNumbers() {
    V1Client client = canister.openClient(50);
    assertEquals(OK, canister.close(GATEWAY, client));
    V1Client again = new V1Client(client.identity(), 51);

    assertEquals(OK, canister.open(again, GATEWAY));
    assertEquals(OK, canister.message(again, 1, HELLO));

    assertEquals(
        List.of("1 OpenMessage 51", "2 ping", "3 hello ping"), canister.told(GATEWAY, again));
  }
}
