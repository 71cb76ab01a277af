package icws.gateway.relay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import icws.Variant;
import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.RelaySettings;
import icws.gateway.wire.CanisterCall;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.ic.Bytes;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class InboxTest {

  private static final int MORE = Inbox.MESSAGE_BYTES;
  private static final int MAX_FRAMES = 3;
  private static final int MAX_BYTES = 3 * MORE + 10;
  private static final int MAX_TOTAL_BYTES = 8 * MORE;
  private static final Optional<String> TAKEN = Optional.empty();
  private static final Optional<String> FULL =
      Optional.of("too many messages wait for the canister");
  private static final Optional<String> ALL_FULL =
      Optional.of("too many messages of all clients wait for their canisters");

  private final ByteBudget space = new ByteBudget(MAX_TOTAL_BYTES);
  private final Inbox<ClientFrame.Message> inbox = inbox();

  private Inbox<ClientFrame.Message> inbox() {
    return new Inbox<>(
        Variant.of(RelaySettings.defaults())
            .with(RelaySettings::inboxFrames, MAX_FRAMES)
            .with(RelaySettings::inboxBytes, MAX_BYTES)
            .with(RelaySettings::inboxTotalBytes, MAX_TOTAL_BYTES)
            .made(),
        space);
  }

  private static ClientFrame.Message message(String text) {
    return new ClientFrame.Message(
        new ClientKey.Numbered(16), new CanisterCall.Update("ws_message", Bytes.utf8(text)));
  }

  @Test
  void givesMessagesInTheOrderTheyCame() {
    assertEquals(TAKEN, inbox.offer(message("one"), 3));
    assertEquals(TAKEN, inbox.offer(message("two"), 3));
    assertEquals(message("one"), inbox.poll());
    assertEquals(message("two"), inbox.poll());
    assertNull(inbox.poll());
  }

  @Test
  void refusesOneMessageTooMany() {
    for (int i = 0; i < MAX_FRAMES; i++) {
      assertEquals(TAKEN, inbox.offer(message("empty"), 0));
    }
    assertEquals(FULL, inbox.offer(message("one more"), 0));
    inbox.poll();
    inbox.poll();
    assertEquals(TAKEN, inbox.offer(message("one more"), 0));
  }

  @Test
  void refusesOneByteTooMany() {
    assertEquals(TAKEN, inbox.offer(message("one"), 4));
    assertEquals(FULL, inbox.offer(message("two"), MORE + 7));
    assertEquals(TAKEN, inbox.offer(message("two"), MORE + 6));
  }

  @Test
  void aMessageCountsUntilTheNextIsAskedFor() {
    inbox.offer(message("one"), 100);
    inbox.poll();
    assertEquals(MORE + 100, space.usedBytes());
    inbox.poll();
    assertEquals(0, space.usedBytes());
  }

  @Test
  void givesBackWhatItDropsAndKeepsWhatIsOnItsWay() {
    inbox.offer(message("one"), 1);
    inbox.offer(message("two"), 2);
    inbox.poll();
    inbox.clear();
    assertEquals(MORE + 1, space.usedBytes());
    assertNull(inbox.poll());
    assertEquals(0, space.usedBytes());
  }

  @Test
  void noClientMayHoldMoreThanIsLeftForTheOthers() {
    assertEquals(TAKEN, inbox.offer(message("most of my own"), 2 * MORE));
    Inbox<ClientFrame.Message> second = inbox();
    assertEquals(TAKEN, second.offer(message("half of the five that are left"), MORE));
    assertEquals(ALL_FULL, second.offer(message("more than that"), 0));

    assertEquals(TAKEN, inbox().offer(message("who holds nothing has room"), 0));
    inbox.clear();
    assertEquals(TAKEN, second.offer(message("there is more room again"), 0));
  }
}
