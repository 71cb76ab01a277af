package icws.gateway.relay.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Failure;
import icws.gateway.canister.Messages;
import icws.gateway.relay.session.FakeCanister;
import icws.gateway.relay.session.LogLines;
import icws.gateway.relay.session.RelayFixture;
import icws.gateway.relay.session.RelayFixture.Client;
import icws.gateway.wire.CloseReason;
import icws.ic.agent.Urgency;
import icws.ic.cbor.CborMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a canister is polled; seen through the sessions that give the reasons. */
final class CanisterPollerTest {

  private static final Failure UNAVAILABLE = new Failure(Failure.Kind.UNAVAILABLE, "no answer");

  private final RelayFixture relay = new RelayFixture();
  private final FakeCanister canister = relay.canister();

  private int polls() {
    return canister.calls("POLL").size();
  }

  /** The time until the next poll, the only thing that waits here. */
  private Duration nextPoll() {
    List<Duration> delays = relay.scheduler.delays();
    assertEquals(1, delays.size());
    return delays.get(0);
  }

  private Duration afterNextPoll() {
    relay.scheduler.advance(nextPoll());
    return nextPoll();
  }

  @Test
  void pollsFromZeroWhenAnOpeningIsAnswered() {
    canister.hold(FakeCanister.Method.OPEN);
    relay.open(16);
    relay.scheduler.advance(Duration.ofMinutes(1));
    assertEquals(0, polls());
    canister.release(FakeCanister.Method.OPEN, Accepted.ACCEPTED);
    relay.scheduler.runDue();
    assertEquals(List.of("POLL 0"), canister.calls("POLL"));
  }

  @Test
  void asksForWhatFollowsTheLastMessage() {
    canister.answerPoll(FakeCanister.messages(16, 16, 17, 16));
    relay.open(16);
    relay.scheduler.runDue();
    relay.scheduler.advance(nextPoll());
    assertEquals(List.of("POLL 0", "POLL 19"), canister.calls("POLL"));
  }

  @Test
  void intervalGrowsWhileTheCanisterIsSilentUpToItsLimit() {
    relay.open(16);
    relay.scheduler.runDue();
    List<Long> millis = new ArrayList<>(List.of(nextPoll().toMillis()));
    for (int i = 0; i < 6; i++) {
      millis.add(afterNextPoll().toMillis());
    }
    assertEquals(List.of(100L, 200L, 400L, 800L, 1600L, 2000L, 2000L), millis);
  }

  @Test
  void intervalIsShortAgainAfterAMessage() {
    relay.open(16);
    relay.scheduler.advance(Duration.ofMinutes(1));
    canister.answerPoll(FakeCanister.messages(16, 16));
    assertEquals(RelayFixture.PACE.shortest(), afterNextPoll());
  }

  @Test
  void pollsAtOnceWhenAMessageIsAnswered() {
    Client client = relay.open(16);
    relay.scheduler.advance(Duration.ofMinutes(1));
    int before = polls();
    client.send("hello");
    assertEquals(Duration.ZERO, nextPoll());
    relay.scheduler.runDue();
    assertEquals(before + 1, polls());
    assertEquals(RelayFixture.PACE.shortest(), nextPoll());
  }

  @Test
  void manyReasonsToPollAtOnceAreOne() {
    Client client = relay.open(16);
    client.send("one");
    client.send("two");
    client.send("three");
    relay.scheduler.runDue();
    assertEquals(1, polls());
  }

  @Test
  void pollsAgainAtOnceWhenAReasonCameDuringAPoll() {
    canister.holdPolls();
    Client client = relay.open(16);
    relay.scheduler.runDue();
    client.send("hello");
    relay.scheduler.advance(Duration.ofMinutes(1));
    assertEquals(1, polls());
    canister.releasePoll(FakeCanister.messages(0));
    relay.scheduler.runDue();
    assertEquals(2, polls());
  }

  @Test
  void pollsAgainAtOnceAfterAFullBatch() {
    long[] clients = LongStream.generate(() -> 16).limit(50).toArray();
    canister.answerPoll(new Messages(FakeCanister.batch(16, true, clients)));
    canister.answerPoll(FakeCanister.messages(66, 16));
    Client client = relay.open(16);
    relay.scheduler.runDue();
    assertEquals(List.of("POLL 0", "POLL 66"), canister.calls("POLL"));
    assertEquals(51, client.socket().frames().size());
  }

  @Test
  void hasOnePollInFlight() {
    canister.holdPolls();
    relay.open(16);
    relay.open(17).send("hello");
    relay.scheduler.advance(Duration.ofMinutes(10));
    assertEquals(1, polls());
  }

  @Test
  void stopsWhenTheLastClientLeaves() {
    Client first = relay.open(16);
    Client last = relay.open(17);
    relay.scheduler.advance(Duration.ofSeconds(1));
    first.session().disconnected();
    int withOne = polls();
    relay.scheduler.advance(Duration.ofSeconds(10));
    assertTrue(polls() > withOne);
    last.session().disconnected();
    int withNone = polls();
    relay.scheduler.advance(Duration.ofMinutes(10));
    assertEquals(withNone, polls());
    assertEquals(List.of(), relay.scheduler.delays());
    assertEquals(0, relay.canisters.size());
  }

  @Test
  void dropsAPollThatIsAnsweredAfterTheLastClientLeft() {
    canister.holdPolls();
    Client client = relay.open(16);
    relay.scheduler.runDue();
    client.session().disconnected();
    canister.releasePoll(FakeCanister.messages(16, 16));
    assertEquals(List.of(), client.socket().frames());
    assertEquals(List.of(), relay.scheduler.delays());
  }

  @Test
  void startsAnewWithTheNextFirstClient() {
    canister.answerPoll(FakeCanister.messages(16, 16));
    Client first = relay.open(16);
    relay.scheduler.runDue();
    first.session().disconnected();
    relay.open(17);
    relay.scheduler.runDue();
    assertEquals(List.of("POLL 0", "POLL 0"), canister.calls("POLL"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Failure.Kind.class,
      names = {"UNAVAILABLE", "NOT_CONNECTED", "UNTRUSTED", "UNCONFIRMED"})
  void asksAgainWithGrowingDelayAfterAPassingFailure(Failure.Kind kind) {
    for (int i = 0; i < 4; i++) {
      canister.answerPoll(new Failure(kind, "for now"));
    }
    canister.answerPoll(FakeCanister.messages(16, 16));
    Client client = relay.open(16);
    relay.scheduler.runDue();
    List<Long> seconds = new ArrayList<>(List.of(nextPoll().toSeconds()));
    for (int i = 0; i < 3; i++) {
      seconds.add(afterNextPoll().toSeconds());
    }
    assertEquals(List.of(1L, 2L, 4L, 8L), seconds);
    assertEquals(RelayFixture.PACE.shortest(), afterNextPoll());
    assertEquals(List.of(), client.socket().reasons());
    assertEquals(1, client.socket().frames().size());
    assertEquals(Collections.nCopies(5, "POLL 0"), canister.calls("POLL").subList(0, 5));
    assertEquals(4, relay.statistics.pollFailures());
  }

  @Test
  void aPollThatWasNotSentIsNoFailureAndIsMadeAgainSoon() {
    int unsent = 100;
    for (int i = 0; i < unsent; i++) {
      canister.answerPoll(new Failure(Failure.Kind.NOT_SENT, "no room"));
    }
    canister.answerPoll(FakeCanister.messages(16, 16));
    Client client = relay.open(16);
    try (LogLines log = new LogLines()) {
      relay.scheduler.advance(RelayFixture.BACKOFF.first().multipliedBy(unsent));
      assertEquals(List.of(), log.lines());
    }
    assertEquals(List.of(), client.socket().reasons());
    assertEquals(1, client.socket().frames().size());
    assertEquals(0, relay.statistics.pollFailures());
  }

  @Test
  void whatWasNotSentCostsNoPatience() {
    Failure away = new Failure(Failure.Kind.UNAVAILABLE, "no answer");
    canister.answerPoll(away);
    for (int i = 0; i < 100; i++) {
      canister.answerPoll(new Failure(Failure.Kind.NOT_SENT, "no room"));
    }
    canister.answerPoll(away);
    Client client = relay.open(16);
    relay.scheduler.advance(RelayFixture.BACKOFF.patience().multipliedBy(10));
    assertEquals(2, relay.statistics.pollFailures());
    assertEquals(List.of(), client.socket().reasons());
  }

  @Test
  void aPollIsUrgentWithAReasonToExpectMessages() {
    canister.answerPoll(FakeCanister.messages(16, 16));
    relay.open(16);
    relay.scheduler.runDue();
    afterNextPoll();
    afterNextPoll();
    assertEquals(
        List.of(Urgency.EXPECTANT, Urgency.EXPECTANT, Urgency.IDLE),
        canister.urgencies().subList(0, 3));
  }

  @Test
  void aPollThatMayStillWaitIsHurriedByAReasonToExpectMessages() {
    canister.holdPolls();
    Client client = relay.open(16);
    relay.scheduler.runDue();
    assertEquals(0, canister.hurries());
    client.send("hello");
    assertEquals(1, canister.hurries());
  }

  @Test
  void nothingHurriesACanisterThatFails() {
    canister.answerPoll(new Failure(Failure.Kind.UNAVAILABLE, "for now"));
    Client client = relay.open(16);
    relay.scheduler.runDue();
    client.send("hello");
    assertEquals(Duration.ofSeconds(1), nextPoll());
  }

  @Test
  void forgetsFailuresAfterASuccess() {
    for (int i = 0; i < RelayFixture.TRIES; i++) {
      canister.answerPoll(new Failure(Failure.Kind.UNAVAILABLE, "for now"));
      canister.answerPoll(FakeCanister.messages(0));
    }
    Client client = relay.open(16);
    relay.scheduler.advance(Duration.ofMinutes(1));
    assertEquals(RelayFixture.TRIES, relay.statistics.pollFailures());
    assertEquals(List.of(), client.socket().reasons());
  }

  @ParameterizedTest
  @EnumSource(
      value = Failure.Kind.class,
      names = {"UNAVAILABLE", "NOT_CONNECTED", "UNTRUSTED", "UNCONFIRMED"})
  void troubleThatOutlastsTheTriesClosesTheClients(Failure.Kind kind) {
    Failure failure = new Failure(kind, "for ever");
    for (int i = 0; i < RelayFixture.TRIES; i++) {
      canister.answerPoll(failure);
    }
    Client first = relay.open(16);
    Client second = relay.open(17);
    relay.scheduler.advance(Duration.ofMinutes(10));
    assertEquals(RelayFixture.TRIES, polls());
    assertEquals(List.of(failure.closeReason()), first.socket().reasons());
    assertEquals(List.of(failure.closeReason()), second.socket().reasons());
    assertEquals(
        List.of("CLOSE 16", "CLOSE 17"), canister.calls("CLOSE").stream().sorted().toList());
    assertEquals(0, relay.canisters.size());
    assertEquals(0, relay.sessions.size());
  }

  @Test
  void canisterThatIsGoneClosesTheClientsAtOnceAndCanComeBack() {
    canister.answerPoll(new Failure(Failure.Kind.UNKNOWN_CANISTER, "deleted"));
    Client client = relay.open(16);
    relay.scheduler.runDue();
    assertEquals(List.of(CloseReason.UNKNOWN_CANISTER), client.socket().reasons());
    assertEquals("deleted", client.socket().text());
    Client later = relay.open(17);
    canister.answerPoll(FakeCanister.messages(0, 17));
    relay.scheduler.runDue();
    assertEquals(1, later.socket().frames().size());
  }

  @Test
  void clientThatJoinsWhileTheOthersOfAFailedCanisterAreClosedGetsAPollerThatPolls() {
    canister.answerPoll(new Failure(Failure.Kind.UNKNOWN_CANISTER, "deleted"));
    Client early = relay.open(16);
    Client late = relay.connect(17);
    early.socket().onClose(late::open);
    relay.scheduler.runDue();
    canister.answerPoll(FakeCanister.messages(0, 17));
    relay.scheduler.advance(RelayFixture.PACE.longest());
    assertEquals(List.of(), late.socket().reasons());
    assertEquals(1, late.socket().frames().size());
  }

  @Test
  void canistersArePolledApart() {
    FakeCanister other = relay.canister(RelayFixture.OTHER_CANISTER);
    Client here = relay.open(16);
    Client there = relay.connect(RelayFixture.OTHER_CANISTER, 16);
    there.open();
    canister.answerPoll(new Failure(Failure.Kind.UNAVAILABLE, "for now"));
    other.answerPoll(FakeCanister.messages(3, 16, 16));
    relay.scheduler.runDue();
    assertEquals(0, here.socket().frames().size());
    assertEquals(2, there.socket().frames().size());
    here.session().disconnected();
    int before = other.calls("POLL").size();
    relay.scheduler.advance(Duration.ofSeconds(10));
    assertTrue(other.calls("POLL").size() > before);
    assertEquals(1, polls());
  }

  @Test
  void deliversInOrder() {
    canister.answerPoll(FakeCanister.messages(16, 16, 17, 16, 17, 16));
    canister.answerPoll(FakeCanister.messages(21, 17, 16));
    Client client = relay.open(16);
    relay.scheduler.advance(RelayFixture.PACE.shortest());
    List<String> keys =
        client.socket().frames().stream().map(frame -> CborMap.read(frame).text("key")).toList();
    assertEquals(LongStream.of(16, 18, 20, 22).mapToObj("gateway_%020d"::formatted).toList(), keys);
  }

  @Test
  void canisterThatIsNotPolledForFarTooLongIsComplainedOf() {
    canister.holdPolls();
    relay.open(16);
    relay.scheduler.runDue();
    relay.scheduler.advance(Duration.ofMinutes(10));
    assertEquals(Optional.empty(), relay.canisters.complaint());
    relay.scheduler.advance(Duration.ofSeconds(1));
    assertEquals(
        Optional.of(
            "1 canisters are not polled any more, " + RelayFixture.CANISTER + " (poc) for 601 s"),
        relay.canisters.complaint());
    canister.releasePoll(FakeCanister.messages(0));
    assertEquals(Optional.empty(), relay.canisters.complaint());
  }

  @Test
  void canisterThatFailsForLongIsNotComplainedOfNorOneNobodyIsAt() {
    canister.pollsFrom(nonce -> UNAVAILABLE);
    Client client = relay.open(16);
    for (int i = 0; i < 100; i++) {
      relay.scheduler.advance(Duration.ofSeconds(9));
      assertEquals(Optional.empty(), relay.canisters.complaint());
    }
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), client.socket().reasons());
  }

  @Test
  void clientsOfACanisterThatCannotBePolledAgainAreClosed() {
    canister.holdPolls();
    Client client = relay.open(16);
    relay.scheduler.runDue();
    relay.scheduler.shutdown();
    canister.releasePoll(FakeCanister.messages(0));
    assertEquals(List.of(CloseReason.INTERNAL), client.socket().reasons());
  }
}
