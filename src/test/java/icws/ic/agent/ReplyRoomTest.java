package icws.ic.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import icws.ic.agent.ReplyRoom.FullException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplyRoomTest {
  private static final int MOST = 1_000_000;
  private static final int FREE = ReplyRoom.FREE_BYTES;

  private final ReplyRoom room = new ReplyRoom(MOST);

  @Test
  void usualRepliesNeedNone() throws FullException {
    for (int i = 0; i < 1_000; i++) {
      room.new Share("canister").add(FREE);
    }
    assertEquals(0, room.heldBytes());
  }

  @Test
  void onePartyLeavesAsMuchAsItHolds() throws FullException {
    List<ReplyRoom.Share> shares = new ArrayList<>();
    assertThrows(
        FullException.class,
        () -> {
          while (true) {
            ReplyRoom.Share share = room.new Share("greedy");
            shares.add(share);
            share.add(FREE + 10_000);
          }
        });
    assertEquals(MOST / 2, room.heldBytes());
    room.new Share("other").add(FREE + 200_000);
    shares.forEach(ReplyRoom.Share::end);
    assertEquals(200_000, room.heldBytes());
  }

  @Test
  void whatIsWantedNoMoreHoldsNothing() throws FullException {
    ReplyRoom.Share share = room.new Share("canister");
    share.add(FREE + 1);
    share.add(5);
    assertEquals(6, room.heldBytes());
    share.end();
    share.end();
    assertEquals(0, room.heldBytes());
    assertThrows(FullException.class, () -> share.add(1));
    assertEquals(0, room.heldBytes());
  }
}
