package icws.gateway.relay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

final class ClientSessionTest {

  private static final Failure REFUSED = new Failure(Failure.Kind.REFUSED, "answered false");
  private static final Failure UNAVAILABLE = new Failure(Failure.Kind.UNAVAILABLE, "no answer");

  private final RelayFixture relay = new RelayFixture();
  private final FakeCanister canister = relay.canister();

  @Test
  void opensWithItsFirstFrame() {
    Client client = relay.open(16);
    assertEquals(List.of("AUTHENTICATE 16", "OPEN 16"), canister.calls());
    assertEquals(client.session(), relay.canisters.find(client.destination(), client.key()).get());
    assertEquals(1, relay.statistics.sessionsOpened());
  }

  @Test
  void isInItsCanistersChannelBeforeTheOpeningGoesOut() {
    canister.hold(Method.OPEN);
    Client client = relay.open(16);
    assertEquals(1, canister.waiting(Method.OPEN));
    assertTrue(relay.canisters.find(client.destination(), client.key()).isPresent());
  }

  @Test
  void isNotInItsCanistersChannelBeforeItHasProvedWhoItIs() {
    canister.hold(Method.AUTHENTICATE);
    Client stranger = relay.open(16);
    assertTrue(relay.canisters.find(stranger.destination(), stranger.key()).isEmpty());
  }

  @Test
  void receivesWhatTheCanisterSendsBeforeTheOpeningIsAnswered() {
    relay.open(17);
    canister.hold(Method.OPEN);
    Client opening = relay.open(16);
    canister.answerPoll(FakeCanister.messages(0, 16));
    relay.scheduler.runDue();
    assertEquals(1, opening.socket().frames().size());
  }

  @Test
  void sendsTheNextMessageWhenTheOneBeforeIsAnswered() {
    canister.hold(Method.SEND);
    Client client = relay.open(16);
    client.send("one");
    client.send("two");
    client.send("three");
    assertEquals(List.of("SEND 16 one"), canister.calls("SEND"));
    canister.release(Method.SEND, Accepted.ACCEPTED);
    assertEquals(List.of("SEND 16 one", "SEND 16 two"), canister.calls("SEND"));
    canister.release(Method.SEND, Accepted.ACCEPTED);
    assertEquals(List.of("SEND 16 one", "SEND 16 two", "SEND 16 three"), canister.calls("SEND"));
  }

  @Test
  void sendsMessagesThatCameBeforeTheOpeningWasAnsweredAfterIt() {
    canister.hold(Method.OPEN);
    Client client = relay.open(16);
    client.send("hasty");
    assertEquals(List.of(), canister.calls("SEND"));
    canister.release(Method.OPEN, Accepted.ACCEPTED);
    assertEquals(List.of("SEND 16 hasty"), canister.calls("SEND"));
  }

  @Test
  void oneClientsSlowAnswersDoNotDelayAnother() {
    canister.hold(Method.SEND);
    relay.open(16).send("slow");
    Client other = relay.open(17);
    other.send("quick");
    assertEquals(List.of("SEND 16 slow", "SEND 17 quick"), canister.calls("SEND"));
  }

  @Test
  void clientThatSendsFasterThanItsCanisterAnswersIsClosed() {
    canister.hold(Method.SEND);
    Client client = relay.open(16);
    for (int i = 0; i <= RelayFixture.INBOX_FRAMES; i++) {
      client.send("one in flight, the inbox full");
    }
    assertEquals(List.of(), client.socket().reasons());
    client.send("one too many");
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), client.socket().reasons());
    assertEquals(1, relay.statistics.limitsReached(Limit.INBOX));
    canister.release(Method.SEND, Accepted.ACCEPTED);
    assertEquals(1, canister.calls("SEND").size());
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
  }

  @Test
  void messagesThatWaitAreCountedUntilTheyAreAnswered() {
    canister.hold(Method.SEND);
    Client client = relay.open(16);
    client.send("in flight");
    client.send("waits");
    long both = relay.sessions.inboxBytes();
    canister.release(Method.SEND, Accepted.ACCEPTED);
    long one = relay.sessions.inboxBytes();
    assertTrue(0 < one && one < both, () -> both + ", then " + one);
    canister.release(Method.SEND, Accepted.ACCEPTED);
    assertEquals(0, relay.sessions.inboxBytes());
  }

  @Test
  void messagesOfAClientThatIsNeverOpenedAreNotCountedForEver() {
    canister.hold(Method.AUTHENTICATE);
    Client client = relay.open(16);
    client.send("too early");
    client.session().disconnected();
    canister.release(Method.AUTHENTICATE, Accepted.ACCEPTED);
    assertEquals(0, relay.sessions.inboxBytes());
  }

  @Test
  void clientThatLeavesWhenOpenIsClosedAtTheCanisterOnce() {
    Client client = relay.open(16);
    client.session().disconnected();
    client.session().disconnected();
    client.session().close(CloseReason.INTERNAL, "too late");
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
    assertEquals(List.of(), client.socket().reasons());
    assertEquals(1, relay.statistics.sessionsClosed(CloseReason.NORMAL));
  }

  @Test
  void messagesOfAClientThatHasLeftStillGoToItsCanisterBeforeItsClosing() {
    canister.hold(Method.SEND);
    Client client = relay.open(16);
    client.send("one");
    client.send("good bye");
    client.session().disconnected();
    canister.release(Method.SEND, Accepted.ACCEPTED);
    canister.release(Method.SEND, Accepted.ACCEPTED);
    assertEquals(
        List.of("AUTHENTICATE 16", "OPEN 16", "SEND 16 one", "SEND 16 good bye", "CLOSE 16"),
        canister.calls());
  }

  @Test
  void messagesOfAClientThatTheGatewayClosesAreDropped() {
    canister.hold(Method.SEND);
    Client client = relay.open(16);
    client.send("one");
    client.send("two");
    client.session().close(CloseReason.TEXT_FRAME, "a text frame");
    canister.release(Method.SEND, Accepted.ACCEPTED);
    assertEquals(
        List.of("AUTHENTICATE 16", "OPEN 16", "SEND 16 one", "CLOSE 16"), canister.calls());
  }

  @Test
  void closingThatFailsForAPassingReasonIsTriedAgainWithoutASession() {
    Client client = relay.open(16);
    canister.answer(Method.CLOSE, UNAVAILABLE);
    client.session().disconnected();
    assertTrue(client.hasEnded());
    assertEquals(1, relay.openClients.orphans());
    relay.scheduler.advance(RelayFixture.BACKOFF.first());
    assertEquals(List.of("CLOSE 16", "CLOSE 16"), canister.calls("CLOSE"));
    assertEquals(0, relay.openClients.orphans());
  }

  @Test
  void closingThatFailsForGoodEndsTheSessionAllTheSame() {
    Client client = relay.open(16);
    canister.answer(Method.CLOSE, new Failure(Failure.Kind.UNKNOWN_CANISTER, "deleted"));
    try (LogLines log = new LogLines()) {
      client.session().disconnected();
      assertEquals(1, log.lines().size());
    }
    assertTrue(client.hasEnded());
    assertEquals(0, relay.sessions.size());
  }

  @Test
  void canisterThatHasForgottenTheClientIsNoFault() {
    Client client = relay.open(16);
    canister.answer(Method.CLOSE, REFUSED);
    try (LogLines log = new LogLines()) {
      client.session().disconnected();
      assertEquals(List.of(), log.lines());
    }
    assertTrue(client.hasEnded());
    assertEquals(0, relay.sessions.size());
  }

  @Test
  void messageThatFailsForAPassingReasonIsTriedAgainWithGrowingDelay() {
    canister.answer(Method.SEND, UNAVAILABLE);
    canister.answer(Method.SEND, UNAVAILABLE);
    Client client = relay.open(16);
    relay.scheduler.runDue();
    client.send("one");
    client.send("two");
    relay.scheduler.advance(Duration.ofSeconds(1));
    assertEquals(2, canister.calls("SEND 16 one").size());
    relay.scheduler.advance(Duration.ofMillis(1999));
    assertEquals(2, canister.calls("SEND 16 one").size());
    relay.scheduler.advance(Duration.ofMillis(1));
    assertEquals(3, canister.calls("SEND 16 one").size());
    assertEquals(1, canister.calls("SEND 16 two").size());
    assertEquals(List.of(), client.socket().reasons());
  }

  @Test
  void messageThatIsRefusedEndsTheSession() {
    Client client = relay.open(16);
    canister.answer(Method.SEND, REFUSED);
    client.send("one");
    assertEquals(List.of(CloseReason.CANISTER_REFUSED), client.socket().reasons());
    assertEquals("answered false", client.socket().text());
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
  }

  @Test
  void refusalAfterATryWithoutAnswerIsTheAnswerForItIsTheSameCall() {
    Client client = relay.open(16);
    canister.answer(Method.SEND, UNAVAILABLE);
    canister.answer(Method.SEND, REFUSED);
    client.send("one");
    relay.scheduler.advance(RelayFixture.BACKOFF.first());
    assertEquals(List.of(CloseReason.CANISTER_REFUSED), client.socket().reasons());
  }

  @Test
  void secondSocketOfAClientIsRefusedAndTheFirstStays() {
    Client first = relay.open(16);
    Client second = relay.open(16);
    assertEquals(List.of(CloseReason.POLICY), second.socket().reasons());
    assertEquals(List.of(), first.socket().reasons());
    assertEquals(first.session(), relay.canisters.find(first.destination(), first.key()).get());
    assertEquals(List.of("OPEN 16"), canister.calls("OPEN"));
    assertEquals(List.of(), canister.calls("CLOSE"));
    assertTrue(second.hasEnded());
  }

  @Test
  void clientWhoseSocketIsFullHarmsItselfAlone() {
    Client slow = relay.open(16);
    Client quick = relay.open(17);
    slow.socket()
        .onSend(() -> slow.session().close(CloseReason.TRY_AGAIN_LATER, "the outbox is full"));
    canister.answerPoll(FakeCanister.messages(0, 16, 17, 16, 17));
    relay.scheduler.runDue();
    assertEquals(2, quick.socket().frames().size());
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), slow.socket().reasons());
    assertEquals(1, slow.socket().frames().size());
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
  }

  @Test
  void socketThatBreaksWhileItIsSentToHarmsItselfAlone() {
    Client broken = relay.open(16);
    Client sound = relay.open(17);
    broken
        .socket()
        .onSend(
            () -> {
              throw new IllegalStateException("broken");
            });
    canister.answerPoll(FakeCanister.messages(0, 16, 17));
    try (LogLines log = new LogLines()) {
      relay.scheduler.runDue();
      assertEquals(2, log.lines().size(), () -> "log lines " + log.lines());
    }
    assertEquals(List.of(CloseReason.INTERNAL), broken.socket().reasons());
    assertEquals(1, sound.socket().frames().size());
  }

  @Test
  void clientThatHasLeftIsSentNothingMore() {
    canister.holdPolls();
    Client leaver = relay.open(16);
    Client stayer = relay.open(17);
    stayer.socket().onSend(() -> leaver.session().disconnected());
    relay.scheduler.runDue();
    canister.releasePoll(FakeCanister.messages(0, 16, 17, 16));
    assertEquals(1, leaver.socket().frames().size());
    assertEquals(1, stayer.socket().frames().size());
  }

  @Test
  void framesAfterTheEndAreIgnored() {
    Client client = relay.open(16);
    client.session().disconnected();
    client.send("too late");
    client.open();
    assertEquals(List.of("AUTHENTICATE 16", "OPEN 16", "CLOSE 16"), canister.calls());
    assertEquals(1, relay.sessions.traffic().framesIn());
  }
}
