package icws.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.wire.CanisterCall;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.ic.Bytes;
import org.junit.jupiter.api.Test;

final class InboxTest {

  private final Inbox inbox = new Inbox(2, 10);

  private static ClientFrame.Message message(String text) {
    return new ClientFrame.Message(
        new ClientKey.Numbered(16), new CanisterCall.Update("ws_message", Bytes.utf8(text)));
  }

  @Test
  void givesMessagesInTheOrderTheyCame() {
    assertTrue(inbox.offer(message("one"), 3));
    assertTrue(inbox.offer(message("two"), 3));
    assertEquals(message("one"), inbox.poll());
    assertEquals(message("two"), inbox.poll());
    assertNull(inbox.poll());
    assertTrue(inbox.isEmpty());
  }

  @Test
  void refusesOneMessageTooMany() {
    inbox.offer(message("one"), 1);
    inbox.offer(message("two"), 1);
    assertFalse(inbox.offer(message("three"), 1));
    inbox.poll();
    assertTrue(inbox.offer(message("three"), 1));
  }

  @Test
  void refusesOneByteTooMany() {
    assertTrue(inbox.offer(message("one"), 4));
    assertFalse(inbox.offer(message("two"), 7));
    assertTrue(inbox.offer(message("two"), 6));
  }

  @Test
  void hasRoomAgainWhenItIsCleared() {
    inbox.offer(message("one"), 10);
    inbox.clear();
    assertTrue(inbox.isEmpty());
    assertTrue(inbox.offer(message("two"), 10));
  }
}
