package icws.motoko;

import static icws.motoko.CanisterHost.reject;
import static icws.motoko.DemoCanisterTest.text;
import static icws.motoko.SocketCanister.GATEWAY;
import static icws.motoko.SocketCanister.OTHER_GATEWAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.motoko.SocketCanister.Message;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages of several clients in one call: each comes to what it would alone. */
class PocMessagesTogetherTest extends CanisterFixture {

  private Bytes frame(SocketClient client, long sequence, String said) {
    return client.frame(sequence, host.clock.nanos(), text(said));
  }

  private List<Bytes> said(SocketClient client) {
    return canister.poll(GATEWAY, 0).messages().stream()
        .filter(message -> message.client() == client.id())
        .map(Message::payload)
        .toList();
  }

  @Test
  void eachIsTakenInOrder() {
    SocketClient one = canister.openClient(50);
    SocketClient two = canister.openClient(51);
    assertEquals(
        List.of(true, true, true),
        canister.messages(GATEWAY, frame(one, 0, "a"), frame(two, 0, "b"), frame(one, 1, "c")));
    assertEquals(List.of(text("ping"), text("a ping"), text("c ping")), said(one));
    assertEquals(List.of(text("ping"), text("b ping")), said(two));
    assertTrue(canister.message(one, 2, text("d")));
    canister.assertCertified(canister.poll(GATEWAY, 0));
  }

  @Test
  void noneIsAnsweredByNone() {
    assertEquals(List.of(), canister.messages(GATEWAY));
  }

  @Test
  void oneThatIsRefusedIsRefusedAloneWithThoseOfItsClientBehindIt() {
    SocketClient one = canister.openClient(50);
    SocketClient two = canister.openClient(51);
    Bytes forged =
        SocketClient.frame(
            two.content(0, host.clock.nanos(), text("forged")), Bytes.wrap(new byte[64]));
    assertEquals(
        List.of(true, false, true, false, false),
        canister.messages(
            GATEWAY,
            frame(one, 0, "a"),
            forged,
            frame(one, 1, "b"),
            frame(two, 0, "c"),
            Bytes.utf8("no frame")));
    assertEquals(List.of(text("ping"), text("a ping"), text("b ping")), said(one));
    // What was not looked at is as if it had not come.
    assertTrue(canister.message(two, 0, text("c")));
  }

  @Test
  void clientsOfAnotherGatewayAreItsOwn() {
    SocketClient one = canister.openClient(50);
    assertEquals(List.of(false), canister.messages(OTHER_GATEWAY, frame(one, 0, "a")));
    assertTrue(canister.message(one, 0, text("a")));
  }

  @Test
  void thereIsALimitToHowManyComeAtOnce() {
    Bytes[] many = Collections.nCopies(257, Bytes.utf8("no frame")).toArray(Bytes[]::new);
    assertEquals(
        "257 messages at once, the limit is 256", reject(canister.tryMessages(GATEWAY, many)));
    assertEquals(
        Collections.nCopies(256, false), canister.messages(GATEWAY, Arrays.copyOf(many, 256)));
  }
}
