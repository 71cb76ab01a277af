package icws.motoko;

import static icws.motoko.SocketCanister.GATEWAY;
import static icws.motoko.SocketCanister.OTHER_GATEWAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.cbor.CborWriter;
import icws.motoko.SocketCanister.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo canister, as clients of the PoC protocol see it: ping-pong, and texts for all. */
class DemoCanisterTest extends CanisterFixture {
  DemoCanisterTest() {
    super(CanisterHost.DEMO);
  }

  /** An application message of the demo. */
  static Bytes text(String text) {
    return new CborWriter().selfDescribe().map(1).key("text").text(text).toBytes();
  }

  @Test
  void candidInterfaceIsTheProtocols() throws IOException {
    String candid = candid("target/test-canisters/demo-poc.did");

    assertTrue(
        candid.contains(
            "service : { ws_close: (nat64) -> (); ws_get_client_key: (nat64) -> (blob) query;"
                + " ws_get_messages: (nat64) -> (CertMessages) query; ws_message: (blob) -> (bool);"
                + " ws_messages: (frames: vec blob) -> (vec bool);"
                + " ws_open: (blob, blob) -> (bool);"
                + " ws_register: (blob, wishes: opt Wishes) -> (nat64, Terms);"
                + " ws_renew: (client: nat64, wishes: opt Wishes) -> (Terms); }"),
        candid);
  }

  @Test
  void candidInterfaceOfBothProtocolsIsThatOfV1AndWhatOnlyPocHas() throws IOException {
    String candid = candid("target/canisters/demo.did");

    assertTrue(
        candid.contains(
            "service : { ws_close: (CanisterWsCloseArguments) -> (CanisterWsResult);"
                + " ws_get_client_key: (nat64) -> (blob) query;"
                + " ws_get_messages: (CanisterWsGetMessagesArguments) ->"
                + " (CanisterWsGetMessagesResult) query;"
                + " ws_message: (CanisterWsMessageArguments, opt AppMessage) -> (CanisterWsResult);"
                + " ws_messages: (frames: vec blob) -> (vec bool);"
                + " ws_open: (CanisterWsOpenArguments) -> (CanisterWsResult);"
                + " ws_register: (blob, wishes: opt Wishes) -> (nat64, Terms);"
                + " ws_renew: (client: nat64, wishes: opt Wishes) -> (Terms); }"),
        candid);
  }

  /** An interface without the names of arguments, with one space between words. */
  private static String candid(String path) throws IOException {
    return Files.readString(Path.of(path))
        .replaceAll("[a-zA-Z]+: (?=blob[,)]|nat64\\)|CanisterWs)", "")
        .replaceAll("\\s+", " ");
  }

  @Test
  void pingComesOnOpenAndEachTextComesBackWithPingAdded() {
    SocketClient client = canister.openClient(50);
    assertTrue(canister.message(client, 0, text("hello")));
    assertTrue(canister.message(client, 1, text("")));

    List<Message> messages = canister.poll(GATEWAY, 0).messages();
    assertEquals(
        List.of(text("ping"), text("hello ping"), text(" ping")),
        messages.stream().map(Message::payload).toList());
    assertEquals(List.of(0L, 1L, 2L), messages.stream().map(Message::sequence).toList());
  }

  @Test
  void textForAllGoesToEveryOpenClient() {
    SocketClient one = canister.openClient(50);
    SocketClient other = canister.register(51);
    assertTrue(canister.open(OTHER_GATEWAY, other.firstMessage(canister.id())));
    canister.register(52); // not open

    assertTrue(canister.message(one, 0, text("/all good morning")));

    assertEquals(List.of(text("ping"), text("good morning")), canister.poll(GATEWAY, 0).payloads());
    assertEquals(
        List.of(text("ping"), text("good morning")), canister.poll(OTHER_GATEWAY, 0).payloads());
  }

  @Test
  void onlyTheWordForAllGoesToAll() {
    SocketClient one = canister.openClient(50);
    canister.openClient(51);

    assertTrue(canister.message(one, 0, text("/allow")));

    assertEquals(
        List.of(text("ping"), text("ping"), text("/allow ping")),
        canister.poll(GATEWAY, 0).payloads());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "a0", "a1647465787440", "a164746578746161ff"})
  void applicationMessageThatIsNoTextIsRefusedAndItsSequenceNumberStaysFree(String hex) {
    SocketClient client = canister.openClient(50);

    assertFalse(canister.message(client, 0, Bytes.ofHex(hex)));
    assertTrue(canister.message(client, 0, text("hello")));
    assertEquals(List.of(text("ping"), text("hello ping")), canister.poll(GATEWAY, 0).payloads());
  }
}
