package icws.gateway.relay.closing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Failure;
import icws.gateway.relay.Destination;
import icws.gateway.relay.Limit;
import icws.gateway.relay.session.FakeCanister;
import icws.gateway.relay.session.FakeCanister.Method;
import icws.gateway.relay.session.LogLines;
import icws.gateway.relay.session.RelayFixture;
import icws.gateway.relay.session.RelayFixture.Client;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Clients that have left: how many there may be, for how long, and what they cost the others. */
final class ClosingsTest {

  private static final Failure UNAVAILABLE = new Failure(Failure.Kind.UNAVAILABLE, "no answer");
  private static final Failure NOT_SENT = new Failure(Failure.Kind.NOT_SENT, "no room");
  private static final Failure REFUSED = new Failure(Failure.Kind.REFUSED, "who is that?");
  private static final Duration AGE = RelayFixture.CLOSINGS.orphanAge();
  private static final int MOST = RelayFixture.CLOSINGS.most();

  private final RelayFixture relay = new RelayFixture();
  private final FakeCanister canister = relay.canister();
  private final OpenClientTable openClients = relay.openClients;

  private static SessionEntry entry(long client) {
    return new SessionEntry(
        new Destination(RelayFixture.PROTOCOL, RelayFixture.CANISTER),
        new ClientKey.Numbered(client));
  }

  private void adopt(long... clients) {
    relay.adopt(LongStream.of(clients).mapToObj(ClosingsTest::entry).toArray(SessionEntry[]::new));
  }

  @Test
  void orphanWhoseCanisterNeverAnswersIsGivenUpWhenItIsTooOldAndThatIsSaidOnce() {
    canister.always(Method.CLOSE, UNAVAILABLE);
    try (LogLines log = new LogLines()) {
      adopt(16, 17, 18);
      relay.scheduler.advance(AGE);
      assertEquals(3, openClients.orphans());
      relay.scheduler.advance(RelayFixture.BACKOFF.longest());
      assertEquals(
          1,
          log.lines().stream()
              .filter(
                  line ->
                      line.contains("within icws.record.orphan-age, 1h, that 3 clients have gone"))
              .count());
    }
    assertEquals(0, openClients.orphans());
    assertEquals(0, openClients.closings());
    assertEquals(3, relay.statistics.orphansGivenUp());
    assertEquals(Set.of(), relay.record.entries());
    assertEquals(List.of(), relay.scheduler.delays());
  }

  @Test
  void ageOfAnOrphanIsWrittenDownWhenItBecomesOneAndOutlivesTheGateway() {
    Client client = relay.open(16);
    relay.scheduler.advance(Duration.ofDays(3));
    Instant left = relay.scheduler.clock().instant();
    canister.always(Method.CLOSE, UNAVAILABLE);
    client.session().disconnected();
    assertEquals(Map.of(entry(16), left), relay.record.orphans());

    RelayFixture next = new RelayFixture();
    next.canister().always(Method.CLOSE, UNAVAILABLE);
    Instant longAgo = next.scheduler.clock().instant().minus(AGE);
    next.openClients.adopt(List.of(new SessionRecord.LeftBehind(entry(16), longAgo)));
    assertEquals(List.of("CLOSE 16"), next.canister().calls("CLOSE"), "tried once more");
    next.scheduler.advance(RelayFixture.BACKOFF.first());
    assertEquals(1, next.statistics.orphansGivenUp());
  }

  @Test
  void clientThatAnEarlierRunLeftOpenBecomesAnOrphanAtTheStart() {
    canister.always(Method.CLOSE, UNAVAILABLE);
    adopt(16);
    assertEquals(Map.of(entry(16), relay.scheduler.clock().instant()), relay.record.orphans());
  }

  @Test
  void clientThatComesBackIsClosedBeforeAllThatWait() {
    canister.always(Method.CLOSE, UNAVAILABLE);
    adopt(LongStream.range(1_000, 1_450).toArray());
    canister.hold(Method.CLOSE);
    relay.scheduler.advance(RelayFixture.BACKOFF.first());
    assertEquals(1, canister.waiting(Method.CLOSE));
    Client back = relay.open(1_400);
    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    assertEquals(1, canister.calls("CLOSE 1400").size());
    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    assertEquals(List.of("OPEN 1400"), canister.calls("OPEN"));
    assertEquals(List.of(), back.socket().reasons());
  }

  @Test
  void closingsThatFailLeaveTheirSessionsAtOnceAndOneIsTriedAtATime() {
    canister.always(Method.CLOSE, UNAVAILABLE);
    for (long id = 0; id < 500; id++) {
      relay.open(id).session().disconnected();
    }
    assertEquals(0, relay.sessions.size());
    assertEquals(500, openClients.orphans());
    int before = canister.calls("CLOSE").size();
    assertEquals(1, before, "the others wait until one succeeds");
    relay.scheduler.advance(Duration.ofMinutes(10));
    int tries = canister.calls("CLOSE").size() - before;
    assertTrue(tries < 100, () -> tries + " tries in ten minutes");
    assertEquals(500, openClients.orphans());
    canister.always(Method.CLOSE, Accepted.ACCEPTED);
    relay.scheduler.advance(RelayFixture.BACKOFF.longest());
    assertEquals(0, openClients.orphans());
    assertEquals(Set.of(), relay.record.entries());
  }

  /** Clients that are open, and leave one after the other. */
  private void comeAndGo(Principal at, long first, int clients) {
    List<Client> open =
        LongStream.range(first, first + clients).mapToObj(id -> relay.connect(at, id)).toList();
    open.forEach(Client::open);
    open.forEach(client -> client.session().disconnected());
  }

  @Test
  void whileTooManyAreToBeClosedOfOneCanisterNoClientOfItIsLetInAndOthersAre() {
    canister.hold(Method.CLOSE);
    comeAndGo(RelayFixture.CANISTER, 1_000, MOST / 2);
    Client late = relay.open(16);
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), late.socket().reasons());
    assertEquals(1, relay.statistics.limitsReached(Limit.CANISTER_CLOSINGS));
    assertEquals(List.of(), canister.calls("AUTHENTICATE 16"));
    assertTrue(late.hasEnded());

    Client other = relay.connect(RelayFixture.OTHER_CANISTER, 16);
    other.open();
    assertEquals(List.of(), other.socket().reasons());

    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    assertEquals(List.of(), relay.open(17).socket().reasons());
  }

  @Test
  void whileTooManyAreToBeClosedInAllNobodyIsLetInAndWhoIsOpenStays() {
    Client open = relay.open(16);
    canister.hold(Method.CLOSE);
    comeAndGo(RelayFixture.CANISTER, 1_000, MOST);
    assertTrue(openClients.isFull());
    Client late = relay.connect(RelayFixture.OTHER_CANISTER, 16);
    late.open();
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), late.socket().reasons());
    assertEquals(1, relay.statistics.limitsReached(Limit.CLOSINGS));

    open.send("still here");
    assertEquals(1, canister.calls("SEND 16").size());
    open.session().disconnected();
    assertEquals(MOST + 1, openClients.closings(), "nothing that is to be closed is dropped");
    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    assertFalse(openClients.isFull());
  }

  @Test
  void canisterWithManyOrphansIsLeftToTheOthersAndTheyAreServed() {
    canister.always(Method.CLOSE, UNAVAILABLE);
    comeAndGo(RelayFixture.CANISTER, 1_000, MOST / 2);
    assertEquals(MOST / 2, openClients.orphans());
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), relay.open(16).socket().reasons());
    Client other = relay.connect(RelayFixture.OTHER_CANISTER, 16);
    other.open();
    assertEquals(List.of(), other.socket().reasons());
  }

  @Test
  void orphansThatAreTooManyAreGivenUpWhereThereAreMost() {
    FakeCanister few = relay.canister(RelayFixture.OTHER_CANISTER);
    few.always(Method.CLOSE, UNAVAILABLE);
    comeAndGo(RelayFixture.OTHER_CANISTER, 16, 10);
    canister.always(Method.CLOSE, UNAVAILABLE);
    List<Client> many = LongStream.range(1_000, 1_000 + MOST).mapToObj(relay::open).toList();
    try (LogLines log = new LogLines()) {
      many.forEach(client -> client.session().disconnected());
      assertEquals(1, log.lines().stream().filter(line -> line.contains("will not be")).count());
    }
    assertTrue(many.stream().allMatch(Client::hasEnded));
    assertTrue(openClients.orphans() <= MOST, () -> openClients.orphans() + " orphans");
    assertTrue(openClients.orphans() >= MOST * 9 / 10, () -> openClients.orphans() + " orphans");
    assertEquals(MOST + 10, openClients.orphans() + relay.statistics.orphansGivenUp());
    assertEquals(openClients.orphans(), relay.record.entries().size());
    few.always(Method.CLOSE, Accepted.ACCEPTED);
    int before = openClients.orphans();
    relay.scheduler.advance(RelayFixture.BACKOFF.longest());
    assertEquals(before - 10, openClients.orphans(), "the few are all closed");
  }

  @Test
  void canistersThatDoNotAnswerAreNotToldMoreOftenTheMoreTheyAre() {
    int canisters = 600;
    for (int i = 0; i < canisters; i++) {
      Principal at = Principal.of(Bytes.ofHex("0000000000%06x0101".formatted(i + 1_000)));
      relay.canister(at).always(Method.CLOSE, UNAVAILABLE);
      comeAndGo(at, 16, 1);
    }
    assertEquals(canisters, openClients.orphans());
    relay.scheduler.advance(Duration.ofMinutes(2));
    int before = closings();
    relay.scheduler.advance(Duration.ofMinutes(10));
    int tries = closings() - before;
    assertTrue(tries <= 6_100, () -> tries + " in ten minutes");
    assertTrue(tries >= canisters, () -> tries + " in ten minutes");
  }

  private int closings() {
    return relay.network.values().stream().mapToInt(each -> each.calls("CLOSE").size()).sum();
  }

  @Test
  void openingThatNeverLeftTheGatewayNeedsNoClosing() {
    canister.answer(Method.OPEN, new Failure(Failure.Kind.UNREACHABLE, "expired here", false));
    Client unsent = relay.open(16);
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), unsent.socket().reasons());
    assertTrue(unsent.hasEnded());

    canister.answer(Method.OPEN, NOT_SENT);
    Client leaves = relay.open(17);
    leaves.session().disconnected();
    assertTrue(leaves.hasEnded());
    assertEquals(List.of(), canister.calls("CLOSE"));
    assertEquals(Set.of(), relay.record.entries());
    assertEquals(0, openClients.closings());
  }

  @Test
  void openingThatStillWaitsInTheGatewayIsTakenBackWhenItsClientLeaves() {
    canister.hold(Method.OPEN);
    Client client = relay.open(16);
    client.session().disconnected();
    assertEquals(List.of("WITHDRAW OPEN 16"), canister.calls("WITHDRAW"));
    canister.release(Method.OPEN, NOT_SENT);
    assertTrue(client.hasEnded());
    assertEquals(List.of(), canister.calls("CLOSE"));
  }

  @Test
  void openingOfWhichOneTryLeftAndAnotherDidNotIsClosed() {
    canister.answer(Method.OPEN, UNAVAILABLE);
    canister.answer(Method.OPEN, new Failure(Failure.Kind.NOT_SENT, "no room", true));
    Client client = relay.open(16);
    relay.scheduler.advance(RelayFixture.BACKOFF.first());
    assertEquals(2, canister.calls("OPEN").size());
    client.session().disconnected();
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
  }

  @Test
  void closingThatNeverLeftTheGatewayIsMadeAgain() {
    Client client = relay.open(16);
    canister.answer(Method.CLOSE, NOT_SENT);
    client.session().disconnected();
    assertEquals(Set.of(entry(16)), relay.record.entries());
    relay.scheduler.advance(RelayFixture.BACKOFF.first());
    assertEquals(Set.of(), relay.record.entries());
    assertEquals(2, canister.calls("CLOSE").size());
  }

  @Test
  void refusalProvesNothingWhileTheOpeningMayStillBeCarriedOut() {
    canister.always(Method.OPEN, UNAVAILABLE);
    canister.always(Method.CLOSE, REFUSED);
    Client client = relay.open(16);
    relay.scheduler.advance(Duration.ofMinutes(1));
    assertTrue(client.hasEnded());
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
    assertEquals(Set.of(entry(16)), relay.record.entries());
    assertEquals(1, openClients.orphans());

    relay.scheduler.advance(Duration.ofMinutes(6));
    assertEquals(List.of("CLOSE 16", "CLOSE 16"), canister.calls("CLOSE"));
    assertEquals(Set.of(), relay.record.entries());
    assertEquals(0, openClients.orphans());
    assertEquals(0, openClients.closings());
  }

  @Test
  void clientWhoseOpeningMayStillBeCarriedOutIsLetInAgain() {
    canister.always(Method.OPEN, UNAVAILABLE);
    canister.always(Method.CLOSE, REFUSED);
    relay.open(16);
    relay.scheduler.advance(Duration.ofMinutes(1));
    canister.always(Method.OPEN, Accepted.ACCEPTED);
    canister.always(Method.CLOSE, Accepted.ACCEPTED);
    relay.scheduler.advance(RelayFixture.COOLDOWN);
    Client back = relay.open(16);
    assertEquals(List.of(), back.socket().reasons());
    assertEquals(1, canister.calls("CLOSE").size());
    back.session().disconnected();
    relay.scheduler.advance(Duration.ofMinutes(10));
    assertEquals(2, canister.calls("CLOSE").size());
    assertEquals(Set.of(), relay.record.entries());
  }

  @Test
  void whoseOpeningMayStillBeCarriedOutIsClosedThoughHeCameBackAndLeftBeforeHeWasOpened() {
    canister.always(Method.OPEN, new Failure(Failure.Kind.UNREACHABLE, "no answer"));
    canister.answer(Method.CLOSE, REFUSED);
    relay.open(16);
    assertEquals(1, openClients.orphans());
    relay.record.hold();
    Client back = relay.open(16);
    back.session().disconnected();
    assertTrue(back.hasEnded());
    relay.record.release();
    relay.scheduler.advance(Duration.ofMinutes(7));
    assertEquals(List.of("CLOSE 16", "CLOSE 16"), canister.calls("CLOSE"));
  }

  @Test
  void comingBackNeitherProlongsADoubtNorTakesItOffTheRecord() {
    canister.always(Method.OPEN, new Failure(Failure.Kind.UNREACHABLE, "no answer"));
    canister.always(Method.CLOSE, REFUSED);
    relay.open(16);
    relay.scheduler.advance(Duration.ofMinutes(5));
    relay.record.hold();
    Client back = relay.open(16);
    back.session().disconnected();
    assertTrue(back.hasEnded());
    relay.record.release();
    relay.record.release();
    assertEquals(Set.of(entry(16)), relay.record.entries());
    assertEquals(2, canister.calls("CLOSE").size());

    relay.scheduler.advance(Duration.ofMinutes(1));
    assertEquals(3, canister.calls("CLOSE").size());
    assertEquals(Set.of(), relay.record.entries());
    assertEquals(0, openClients.closings());
  }

  @Test
  void whoseOpeningMayStillBeCarriedOutIsClosedThoughHeCameBackAndWasRefused() {
    canister.answer(Method.OPEN, new Failure(Failure.Kind.UNREACHABLE, "no answer"));
    canister.answer(Method.CLOSE, REFUSED);
    relay.open(16);
    assertEquals(1, openClients.orphans());
    // By now it was carried out.
    canister.answer(Method.OPEN, new Failure(Failure.Kind.REFUSED, "he is open already"));
    relay.open(16);
    relay.scheduler.advance(Duration.ofMinutes(7));
    assertEquals(List.of("CLOSE 16", "CLOSE 16"), canister.calls("CLOSE"));
  }

  @Test
  void atAStopClosingsGoOutAllAtOnceAndAreMadeAgainWhileTheGraceLasts() {
    List<Client> clients = LongStream.range(0, 300).mapToObj(relay::open).toList();
    canister.hold(Method.CLOSE);
    openClients.stop();
    CompletableFuture<Void> stopped = relay.sessions.stop(Duration.ofSeconds(5));
    assertEquals(clients.size(), canister.waiting(Method.CLOSE));
    canister.release(Method.CLOSE, UNAVAILABLE);
    for (int i = 1; i < clients.size(); i++) {
      canister.release(Method.CLOSE, Accepted.ACCEPTED);
    }
    assertEquals(1, relay.sessions.size());
    relay.scheduler.advance(RelayFixture.BACKOFF.first());
    assertFalse(stopped.isDone());
    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    assertTrue(stopped.isDone());
    assertEquals(0, relay.sessions.size());
    assertEquals(Set.of(), relay.record.entries());
  }

  @Test
  void closingIsMadeAgainAsTheSameCallAndOnlyLaterAnew() {
    Client client = relay.open(16);
    canister.always(Method.CLOSE, UNAVAILABLE);
    client.session().disconnected();
    relay.scheduler.advance(Duration.ofSeconds(110));
    assertEquals(1, canister.made(Method.CLOSE));
    relay.scheduler.advance(Duration.ofSeconds(20));
    assertEquals(2, canister.made(Method.CLOSE));
  }
}
