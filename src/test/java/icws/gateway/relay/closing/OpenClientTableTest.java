package icws.gateway.relay.closing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Failure;
import icws.gateway.relay.Destination;
import icws.gateway.relay.session.FakeCanister;
import icws.gateway.relay.session.FakeCanister.Method;
import icws.gateway.relay.session.RelayFixture;
import icws.gateway.relay.session.RelayFixture.Client;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What is in the table and in the record, from before {@code ws_open} to after {@code ws_close}.
 */
final class OpenClientTableTest {

  private static final Failure REFUSED = new Failure(Failure.Kind.REFUSED, "who is that?");
  private static final Failure REJECTED = new Failure(Failure.Kind.REJECTED, "trapped");
  private static final Failure UNREACHABLE = new Failure(Failure.Kind.UNREACHABLE, "gone for good");
  private static final Failure UNAVAILABLE = new Failure(Failure.Kind.UNAVAILABLE, "no answer");
  private static final Failure UNTRUSTED = new Failure(Failure.Kind.UNTRUSTED, "forged");
  private static final Failure UNCONFIRMED = new Failure(Failure.Kind.UNCONFIRMED, "who is that?");
  private static final Failure NOT_SENT = new Failure(Failure.Kind.NOT_SENT, "no room");
  private static final Failure NOT_CONNECTED = new Failure(Failure.Kind.NOT_CONNECTED, "refused");

  private static final int FIRST_WINDOW = 32;

  private final RelayFixture relay = new RelayFixture();
  private final FakeCanister canister = relay.canister();

  private static SessionEntry entry(long client) {
    return new SessionEntry(
        new Destination(RelayFixture.PROTOCOL, RelayFixture.CANISTER),
        new ClientKey.Numbered(client));
  }

  @Test
  void openingWaitsUntilTheClientIsRecorded() {
    relay.record.hold();
    Client client = relay.open(16);
    client.send("hasty");
    assertEquals(List.of("AUTHENTICATE 16"), canister.calls());
    relay.record.release();
    assertEquals(List.of("AUTHENTICATE 16", "OPEN 16", "SEND 16 hasty"), canister.calls());
    assertEquals(Set.of(entry(16)), relay.record.entries());
  }

  @Test
  void clientThatCannotBeRecordedIsNotOpenedAndThoseThatAreOpenStay() {
    Client open = relay.open(16);
    relay.record.breakDown();
    Client late = relay.open(17);
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), late.socket().reasons());
    assertEquals("the gateway cannot record its sessions at the moment", late.socket().text());
    assertTrue(late.hasEnded());
    assertEquals(List.of(), canister.calls("OPEN 17"));
    assertEquals(List.of(), canister.calls("CLOSE 17"));
    open.send("still here");
    assertEquals(1, canister.calls("SEND 16").size());

    relay.record.repair();
    relay.open(17);
    assertEquals(List.of("OPEN 17"), canister.calls("OPEN 17"));
  }

  @Test
  void clientIsStruckWhenItsClosingIsAcceptedAndNotBefore() {
    canister.hold(Method.CLOSE);
    Client client = relay.open(16);
    client.session().disconnected();
    assertEquals(Set.of(entry(16)), relay.record.entries());
    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    assertEquals(Set.of(), relay.record.entries());
    assertTrue(client.hasEnded());
  }

  @Test
  void clientThatItsCanisterHasForgottenIsStruck() {
    for (Failure forgotten : List.of(REFUSED, REJECTED)) {
      canister.answer(Method.CLOSE, forgotten);
      relay.open(16).session().disconnected();
      assertEquals(Set.of(), relay.record.entries());
    }
    assertEquals(0, relay.openClients.orphans());
  }

  @Test
  void clientWhoseOpeningIsRefusedIsStruck() {
    canister.answer(Method.OPEN, REFUSED);
    Client client = relay.open(16);
    assertTrue(client.hasEnded());
    assertEquals(List.of("ENTER 16", "STRIKE 16"), relay.record.changes());
    assertEquals(List.of(), canister.calls("CLOSE"));
  }

  @Test
  void clientThatLeavesWhileItIsRecordedIsStruckAndNeverOpened() {
    relay.record.hold();
    Client client = relay.open(16);
    client.session().disconnected();
    assertTrue(client.hasEnded());
    relay.record.release();
    assertEquals(List.of("ENTER 16", "STRIKE 16"), relay.record.changes());
    assertEquals(List.of("AUTHENTICATE 16"), canister.calls());
  }

  @Test
  void closingThatDoesNotGetThroughKeepsTheEntryAndIsMadeAgainUntilItDoes() {
    for (Failure failure :
        List.of(UNREACHABLE, UNTRUSTED, UNAVAILABLE, UNCONFIRMED, NOT_SENT, NOT_CONNECTED)) {
      Client client = relay.open(16);
      int before = canister.calls("CLOSE").size();
      canister.hold(Method.CLOSE);
      client.session().disconnected();
      canister.release(Method.CLOSE, UNREACHABLE);
      assertTrue(client.hasEnded());
      assertEquals(0, relay.sessions.size());
      assertEquals(1, relay.openClients.orphans());

      relay.scheduler.advance(RelayFixture.BACKOFF.first());
      canister.release(Method.CLOSE, failure);
      relay.scheduler.advance(RelayFixture.BACKOFF.first().multipliedBy(2));
      canister.release(Method.CLOSE, failure);
      assertEquals(Set.of(entry(16)), relay.record.entries());
      assertEquals(3, canister.calls("CLOSE").size() - before);

      relay.scheduler.advance(RelayFixture.BACKOFF.longest());
      canister.release(Method.CLOSE, Accepted.ACCEPTED);
      assertEquals(Set.of(), relay.record.entries());
      assertEquals(0, relay.openClients.orphans());
    }
  }

  @Test
  void theWaitBetweenClosingsGrowsUpToALimit() {
    canister.hold(Method.CLOSE);
    relay.adopt(entry(16));
    canister.release(Method.CLOSE, UNAVAILABLE);
    for (long seconds : new long[] {1, 2, 4, 8, 8, 8, 8}) {
      assertEquals(List.of(Duration.ofSeconds(seconds)), relay.scheduler.delays());
      relay.scheduler.advance(Duration.ofSeconds(seconds));
      canister.release(Method.CLOSE, UNAVAILABLE);
    }
    assertEquals(1, relay.openClients.orphans());
  }

  @Test
  void clientThatComesBackIsOpenedWhenItsClosingHasBeenAnswered() {
    canister.hold(Method.CLOSE);
    relay.open(16).session().disconnected();
    Client back = relay.open(16);
    assertEquals(List.of("OPEN 16"), canister.calls("OPEN"));
    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    assertEquals(List.of("OPEN 16", "OPEN 16"), canister.calls("OPEN"));
    assertEquals(List.of("ENTER 16", "STRIKE 16", "ENTER 16"), relay.record.changes());
    assertEquals(List.of(), back.socket().reasons());
    assertFalse(relay.scheduler.delays().contains(RelayFixture.BACKOFF.patience()));
  }

  @Test
  void clientThatAnEarlierRunLeftOpenIsClosedBeforeItIsOpened() {
    canister.hold(Method.CLOSE);
    relay.adopt(entry(16));
    Client client = relay.open(16);
    Client other = relay.open(17);
    assertEquals(List.of("OPEN 17"), canister.calls("OPEN"));
    canister.release(Method.CLOSE, REJECTED);
    assertEquals(List.of("OPEN 17", "OPEN 16"), canister.calls("OPEN"));
    assertEquals(List.of(), client.socket().reasons());
    assertEquals(List.of(), other.socket().reasons());
    assertEquals(Set.of(entry(16), entry(17)), relay.record.entries());
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
  }

  @Test
  void clientThatComesBackHurriesItsClosing() {
    canister.answer(Method.CLOSE, UNAVAILABLE);
    relay.adopt(entry(16));
    assertEquals(1, canister.calls("CLOSE").size());
    relay.open(16);
    assertEquals(2, canister.calls("CLOSE").size());
    assertEquals(List.of("OPEN 16"), canister.calls("OPEN"));
  }

  @Test
  void clientWaitsForItsClosingForALimitedTime() {
    canister.hold(Method.CLOSE);
    relay.adopt(entry(16));
    Client client = relay.open(16);
    relay.scheduler.advance(RelayFixture.BACKOFF.patience().minusNanos(1));
    assertEquals(List.of(), client.socket().reasons());
    relay.scheduler.advance(Duration.ofNanos(1));
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), client.socket().reasons());
    assertTrue(client.hasEnded());
    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    assertEquals(List.of(), canister.calls("OPEN"));
    assertEquals(Set.of(), relay.record.entries());
  }

  @Test
  void clientThatLeavesWhileItWaitsForItsClosingLeavesNothingBehind() {
    canister.hold(Method.CLOSE);
    relay.adopt(entry(16));
    Client impatient = relay.open(16);
    impatient.session().disconnected();
    assertTrue(impatient.hasEnded());
    Client patient = relay.open(16);
    assertFalse(patient.hasEnded());
    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    assertEquals(List.of("OPEN 16"), canister.calls("OPEN"));
    assertEquals(Set.of(entry(16)), relay.record.entries());
    assertFalse(relay.scheduler.delays().contains(RelayFixture.BACKOFF.patience()));
  }

  @Test
  void asManyClosingsMoreAreOnTheirWayToACanisterAsItHasAnsweredUpToALimit() {
    canister.hold(Method.CLOSE);
    int all = 1_000;
    relay.adopt(
        LongStream.range(0, all).mapToObj(OpenClientTableTest::entry).toArray(SessionEntry[]::new));
    assertEquals(FIRST_WINDOW, canister.waiting(Method.CLOSE));
    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    assertEquals(FIRST_WINDOW + 1, canister.waiting(Method.CLOSE));
    int most = 0;
    while (canister.waiting(Method.CLOSE) > 0) {
      canister.release(Method.CLOSE, Accepted.ACCEPTED);
      most = Math.max(most, canister.waiting(Method.CLOSE));
    }
    assertEquals(RelayFixture.CLOSINGS.mostInFlight(), most);
    assertEquals(all, canister.calls("CLOSE").size());
    assertEquals(0, relay.openClients.orphans());
    assertEquals(Set.of(), relay.record.entries());
  }

  @Test
  void canisterThatDoesNotAnswerIsAskedOnceAtATimeAndDelaysNoOther() {
    canister.hold(Method.CLOSE);
    Client other = relay.connect(RelayFixture.OTHER_CANISTER, 1);
    other.open();
    relay.adopt(
        LongStream.range(0, 100).mapToObj(OpenClientTableTest::entry).toArray(SessionEntry[]::new));
    for (int i = 0; i < FIRST_WINDOW; i++) {
      canister.release(Method.CLOSE, UNAVAILABLE);
    }
    assertEquals(0, canister.waiting(Method.CLOSE));
    relay.scheduler.advance(RelayFixture.BACKOFF.first());
    assertEquals(1, canister.waiting(Method.CLOSE));
    assertEquals(100, relay.openClients.orphans());
    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    assertEquals(FIRST_WINDOW / 2 + 1, canister.waiting(Method.CLOSE));
    assertEquals(99, relay.openClients.orphans());

    other.session().disconnected();
    assertTrue(other.hasEnded());
  }

  @Test
  void afterAStopNoMoreClosingsOfOrphansGoOutAndTheirEntriesStay() {
    canister.answer(Method.CLOSE, UNAVAILABLE);
    relay.adopt(entry(16));
    relay.openClients.stop();
    relay.scheduler.advance(Duration.ofMinutes(10));
    assertEquals(1, canister.calls("CLOSE").size());
    assertEquals(Set.of(entry(16)), relay.record.entries());
  }
}
