package icws.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.session.RelayFixture;
import icws.gateway.relay.session.RelayFixture.Client;
import icws.gateway.wire.CloseReason;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CanisterAdmissionTest {
  private final RelayFixture relay =
      new RelayFixture(new CanisterAdmission(Set.of(RelayFixture.CANISTER), 2));

  @Test
  void clientOfACanisterThatIsNotServedIsClosedBeforeTheCanisterIsAsked() {
    Client stranger = relay.connect(RelayFixture.OTHER_CANISTER, 16);
    stranger.open();
    assertEquals(List.of(CloseReason.CANISTER_NOT_SERVED), stranger.socket().reasons());
    assertEquals(List.of(), relay.canister(RelayFixture.OTHER_CANISTER).calls());
    assertEquals(1, relay.statistics.limitsReached(Limit.CANISTERS));
    assertTrue(stranger.hasEnded());
  }

  @Test
  void oneClientMoreThanACanisterMayHaveIsClosedUntilAPlaceIsFree() {
    Client first = relay.open(16);
    relay.open(17);
    Client third = relay.open(18);
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), third.socket().reasons());
    assertEquals(1, relay.statistics.limitsReached(Limit.CANISTER_CLIENTS));
    assertEquals(List.of(), relay.canister().calls("OPEN 18"));
    first.session().disconnected();
    assertEquals(List.of(), relay.open(18).socket().reasons());
  }

  @Test
  void withoutAListEveryCanisterIsServed() {
    assertTrue(CanisterAdmission.usual().serves(RelayFixture.OTHER_CANISTER));
  }

  @Test
  void aCanisterHasRoomForOneClientAtLeast() {
    assertThrows(IllegalArgumentException.class, () -> new CanisterAdmission(Set.of(), 0));
  }
}
