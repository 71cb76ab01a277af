package icws.gateway.relay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Failure;
import icws.gateway.relay.Limit;
import icws.gateway.relay.session.FakeCanister.Method;
import icws.gateway.relay.session.RelayFixture.Client;
import icws.gateway.wire.CloseReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A session from its socket to the answer of its opening. */
final class ClientSessionOpeningTest {

  private static final Failure REFUSED = new Failure(Failure.Kind.REFUSED, "answered false");
  private static final Failure UNAVAILABLE = new Failure(Failure.Kind.UNAVAILABLE, "no answer");

  private final RelayFixture relay = new RelayFixture();
  private final FakeCanister canister = relay.canister();

  @Test
  void clientWithoutAFirstFrameInTimeIsClosed() {
    Client client = relay.connect(16);
    relay.scheduler.advance(RelayFixture.FIRST_FRAME_TIMEOUT.minusNanos(1));
    assertEquals(List.of(), client.socket().reasons());
    relay.scheduler.advance(Duration.ofNanos(1));
    assertEquals(List.of(CloseReason.POLICY), client.socket().reasons());
    assertEquals(1, relay.statistics.limitsReached(Limit.FIRST_FRAME_TIME));
    assertEquals(0, relay.sessions.size());
  }

  @Test
  void firstFrameInTimeEndsTheWaitForIt() {
    canister.hold(Method.AUTHENTICATE);
    relay.open(16);
    assertEquals(List.of(), relay.scheduler.delays());
  }

  @Test
  void clientThatLeavesBeforeItsFirstFrameLeavesNothingBehind() {
    Client client = relay.connect(16);
    client.session().disconnected();
    assertTrue(client.hasEnded());
    assertEquals(0, relay.sessions.size());
    assertEquals(List.of(), relay.scheduler.delays());
    assertEquals(List.of(), canister.calls());
    assertEquals(List.of(), client.socket().reasons());
  }

  @Test
  void clientThatLeavesWhileItIsAuthenticatedIsNeverOpened() {
    canister.hold(Method.AUTHENTICATE);
    Client client = relay.open(16);
    client.session().disconnected();
    canister.release(Method.AUTHENTICATE, Accepted.ACCEPTED);
    assertTrue(client.hasEnded());
    assertEquals(List.of("AUTHENTICATE 16"), canister.calls());
    assertEquals(0, relay.canisters.size());
    assertEquals(0, relay.sessions.size());
  }

  @Test
  void clientThatLeavesDuringItsOpeningIsClosedAtTheCanisterOnceThatHasAnswered() {
    canister.hold(Method.OPEN);
    Client client = relay.open(16);
    client.session().disconnected();
    assertEquals(0, relay.canisters.size());
    assertFalse(client.hasEnded());
    assertEquals(List.of(), canister.calls("CLOSE"));
    canister.release(Method.OPEN, Accepted.ACCEPTED);
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
    assertTrue(client.hasEnded());
    assertEquals(0, relay.sessions.size());
    relay.scheduler.advance(Duration.ofMinutes(1));
    assertEquals(List.of(), canister.calls("POLL"));
  }

  @Test
  void clientThatLeavesDuringAnOpeningThatIsRefusedIsNotClosedAtTheCanister() {
    canister.hold(Method.OPEN);
    Client client = relay.open(16);
    client.session().disconnected();
    canister.release(Method.OPEN, REFUSED);
    assertTrue(client.hasEnded());
    assertEquals(List.of(), canister.calls("CLOSE"));
  }

  @Test
  void clientWhoseOpeningIsRejectedIsClosedAtTheCanisterWhichMayHaveOpenedItBefore() {
    canister.answer(Method.OPEN, new Failure(Failure.Kind.REJECTED, "trapped in a handler"));
    Client client = relay.open(16);
    assertEquals(List.of(CloseReason.CANISTER_REFUSED), client.socket().reasons());
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
    assertTrue(client.hasEnded());
  }

  @Test
  void anOpeningThatNeverLeftNeedsNoClosing() {
    canister.always(Method.OPEN, new Failure(Failure.Kind.NOT_CONNECTED, "refused"));
    Client client = relay.open(16);
    relay.scheduler.advance(RelayFixture.BACKOFF.patience());
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), client.socket().reasons());
    assertEquals(List.of(), canister.calls("CLOSE"));
    assertTrue(client.hasEnded());
  }

  @Test
  void anOpeningOfWhichAnEarlierTryMayHaveArrivedIsClosed() {
    canister.always(Method.OPEN, new Failure(Failure.Kind.NOT_CONNECTED, "refused", true));
    relay.open(16);
    relay.scheduler.advance(RelayFixture.BACKOFF.patience());
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
  }

  @Test
  void anOpeningThatOneMachineRejectsIsMadeAgainAndItsClientClosed() {
    canister.always(Method.OPEN, new Failure(Failure.Kind.UNCONFIRMED, "no such canister"));
    Client client = relay.open(16);
    relay.scheduler.advance(RelayFixture.BACKOFF.patience().minusNanos(1));
    assertEquals(List.of(), client.socket().reasons());
    relay.scheduler.advance(Duration.ofNanos(1));
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), client.socket().reasons());
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
  }

  @Test
  void clientWhoseOpeningIsNeverAnsweredIsClosedAtTheCanister() {
    for (int i = 0; i < RelayFixture.TRIES; i++) {
      canister.answer(Method.OPEN, UNAVAILABLE);
    }
    Client client = relay.open(16);
    relay.scheduler.advance(Duration.ofMinutes(1));
    assertEquals(RelayFixture.TRIES, canister.calls("OPEN").size());
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), client.socket().reasons());
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
  }

  @Test
  void clientThatLeavesWhileItsOpeningWaitsForAnotherTryIsClosedAtTheCanisterAtOnce() {
    canister.answer(Method.OPEN, UNAVAILABLE);
    Client client = relay.open(16);
    client.session().disconnected();
    assertEquals(List.of("OPEN 16"), canister.calls("OPEN"));
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
    assertTrue(client.hasEnded());
    assertEquals(List.of(), relay.scheduler.delays());
  }
}
