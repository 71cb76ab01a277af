package icws.motoko;

import static icws.motoko.CanisterHost.reply;
import static icws.motoko.SocketCanister.GATEWAY;
import static icws.motoko.SocketCanister.OTHER_GATEWAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.OriginalPage;
import icws.ic.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The page of the original proof of concept, byte for byte. Its encoder writes no number above
 * 2^53, which as a timestamp is the 15th of April 1970.
 */
class OriginalPageTest extends CanisterFixture {
  /** 2^53. */
  private static final long NO_TIME = 1L << 53;

  private static final String REFUSED =
      "ws_message refused: the timestamp is too far from the canister's time";

  @Test
  void itIsOpenedAndHeard() {
    assertEquals(OriginalPage.CANISTER, canister.id().toString());
    assertEquals(
        OriginalPage.CLIENT, reply(canister.register(OriginalPage.PUBLIC_KEY)).get(0).asNat64());

    assertTrue(canister.open(GATEWAY, OriginalPage.OPENING, OriginalPage.OPENING_SIGNATURE));
    for (Bytes message : OriginalPage.MESSAGES) {
      assertTrue(canister.message(GATEWAY, message), host::lastPrinted);
    }

    assertEquals(
        List.of("ping", "ping-pong ping", "ping-pong ping-pong ping").stream()
            .map(DemoCanisterTest::text)
            .toList(),
        canister.poll(GATEWAY, 0).payloads());
  }

  /** No time is no licence: order, gateway and signature are checked as ever. */
  @Test
  void messageWithoutATimeIsStillInOrderAndThroughItsOwnGateway() {
    reply(canister.register(OriginalPage.PUBLIC_KEY));
    assertTrue(canister.open(GATEWAY, OriginalPage.OPENING, OriginalPage.OPENING_SIGNATURE));
    Bytes first = OriginalPage.MESSAGES.get(0);

    assertFalse(canister.message(OTHER_GATEWAY, first));
    assertFalse(canister.message(GATEWAY, OriginalPage.MESSAGES.get(1)));
    assertTrue(canister.message(GATEWAY, first));
    assertFalse(canister.message(GATEWAY, first));
    assertEquals("ws_message refused: sequence number 0 instead of 1", host.lastPrinted());
  }

  @Test
  void onlyExactlyThatNumberIsNoTime() {
    SocketClient client = canister.openClient(50);
    Bytes text = DemoCanisterTest.text("hello");

    for (long other : new long[] {NO_TIME - 1, NO_TIME + 1, 0}) {
      assertFalse(canister.message(GATEWAY, client.frame(0, other, text)));
      assertEquals(REFUSED, host.lastPrinted());
    }
    assertTrue(canister.message(GATEWAY, client.frame(0, NO_TIME, text)));
  }
}
