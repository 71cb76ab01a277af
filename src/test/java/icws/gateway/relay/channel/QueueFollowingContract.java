package icws.gateway.relay.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.canister.Failure;
import icws.gateway.canister.PollAnswer;
import icws.gateway.relay.session.ClientSession;
import icws.gateway.relay.session.FakeCanister;
import icws.gateway.relay.session.FakeSocket;
import icws.gateway.relay.session.RelayFixture;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.WireProtocol;
import icws.ic.Bytes;
import icws.ic.cbor.CborMap;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the clients of every protocol get when their canister's queue starts again or loses
 * messages.
 */
abstract class QueueFollowingContract {

  final RelayFixture relay = new RelayFixture();
  final FakeCanister canister = relay.canister();
  final FakeQueue queue = new FakeQueue(firstNonce());

  abstract WireProtocol protocol();

  abstract ClientKey key(int client);

  abstract Bytes opening(int client);

  abstract String contentField();

  abstract long firstNonce();

  abstract long firstSequence();

  /** A client that is open and has had its canister's first message. */
  final class Guest {

    final ClientKey key;
    final FakeSocket socket = new FakeSocket();
    final ClientSession session;

    Guest(int client) {
      key = key(client);
      queue.open(key, firstSequence());
      queue.put(key);
      session = relay.sessions.connect(protocol(), socket);
      session.receive(opening(client));
      relay.scheduler.runDue();
    }

    /** The numbers of the messages it got, from 0 on. */
    List<Long> numbers() {
      return socket.frames().stream()
          .map(CborMap::read)
          .filter(frame -> frame.has(contentField()))
          .map(frame -> CborMap.read(frame.bytes(contentField())))
          .map(content -> content.unsigned64("sequence_num") - firstSequence())
          .toList();
    }
  }

  @BeforeEach
  void serveTheQueue() {
    canister.pollsFrom(queue::poll);
  }

  void pass() {
    relay.scheduler.advance(RelayFixture.PACE.longest());
  }

  private static List<Long> upTo(int count) {
    return IntStream.range(0, count).mapToObj(Long::valueOf).toList();
  }

  void assertGot(int count, Guest guest) {
    assertEquals(upTo(count), guest.numbers());
    assertEquals(List.of(), guest.socket.reasons());
  }

  private void assertStartedAgain(int times) {
    assertEquals(times, relay.statistics.queueRestarts());
    assertEquals(0, relay.statistics.queueGaps());
  }

  @Test
  void everyMessageIsDeliveredOnce() {
    Guest guest = new Guest(1);
    queue.put(guest.key, guest.key);
    pass();
    pass();
    queue.put(guest.key);
    pass();
    assertGot(4, guest);
    assertStartedAgain(0);
  }

  @Test
  void queueThatStartsAgainWithFewerMessagesIsFollowed() {
    Guest guest = new Guest(1);
    queue.put(guest.key, guest.key);
    pass();
    queue.startAgain();
    queue.put(guest.key);
    pass();
    queue.put(guest.key);
    pass();
    assertGot(5, guest);
    assertStartedAgain(1);
  }

  @Test
  void queueThatStartsAgainWithAsManyMessagesIsFollowed() {
    Guest guest = new Guest(1);
    queue.put(guest.key, guest.key);
    pass();
    queue.startAgain();
    queue.put(guest.key, guest.key, guest.key);
    pass();
    assertGot(6, guest);
    assertStartedAgain(1);
  }

  @Test
  void queueThatStartsAgainWithMoreMessagesIsFollowed() {
    Guest guest = new Guest(1);
    queue.startAgain();
    queue.put(Collections.nCopies(120, guest.key).toArray(ClientKey[]::new));
    pass();
    assertGot(121, guest);
    assertStartedAgain(1);
  }

  @Test
  void queueThatStartsAgainWhileItIsEmptyIsFollowed() {
    Guest guest = new Guest(1);
    queue.startAgain();
    pass();
    pass();
    queue.put(guest.key);
    pass();
    assertGot(2, guest);
    assertStartedAgain(1);
  }

  @Test
  void clientThatOpensAfterTheQueueStartedAgainIsGreetedAtOnce() {
    Guest early = new Guest(1);
    queue.put(early.key, early.key);
    pass();
    queue.startAgain();
    Guest late = new Guest(2);
    // Without any time passing.
    assertGot(1, late);
    assertGot(3, early);
  }

  @Test
  void queueWhoseMessagesHaveExpiredIsFollowed() {
    Guest guest = new Guest(1);
    queue.put(guest.key);
    pass();
    queue.expire(2);
    pass();
    queue.put(guest.key, guest.key);
    pass();
    queue.expire(1);
    queue.put(guest.key);
    pass();
    assertGot(5, guest);
    assertStartedAgain(0);
  }

  @Test
  void nothingIsDeliveredTwiceWhenReplicasLagBehind() {
    Guest guest = new Guest(1);
    PollAnswer older = queue.poll(0);
    queue.put(guest.key, guest.key);
    pass();
    canister.answerPoll(FakeCanister.messages(0));
    canister.answerPoll(older);
    pass();
    canister.answerPoll(FakeCanister.messages(0));
    canister.answerPoll(FakeCanister.messages(0));
    canister.answerPoll(older);
    pass();
    pass();
    queue.put(guest.key);
    pass();
    assertGot(4, guest);
    assertStartedAgain(0);
  }

  @Test
  void anAnswerOfTheOldQueueAfterTheNewOneChangesNothing() {
    Guest guest = new Guest(1);
    queue.put(guest.key, guest.key);
    pass();
    PollAnswer old = queue.poll(0);
    queue.startAgain();
    queue.put(guest.key);
    pass();
    canister.answerPoll(old);
    canister.answerPoll(old);
    pass();
    queue.put(guest.key);
    pass();
    assertGot(5, guest);
    assertStartedAgain(1);
  }

  @Test
  void failuresOnTheWayBackToTheStartAreOutlasted() {
    Guest guest = new Guest(1);
    queue.startAgain();
    queue.put(guest.key);
    canister.answerPoll(queue.poll(firstNonce() + 1));
    canister.answerPoll(new Failure(Failure.Kind.UNAVAILABLE, "for now"));
    canister.answerPoll(new Failure(Failure.Kind.UNTRUSTED, "for now"));
    relay.scheduler.advance(RelayFixture.BACKOFF.longest());
    assertGot(2, guest);
  }

  @Test
  void nothingIsPolledAnyMoreWhenTheLastClientLeavesOnTheWayBackToTheStart() {
    Guest guest = new Guest(1);
    queue.startAgain();
    canister.holdPolls();
    pass();
    canister.releasePoll(queue.poll(firstNonce()));
    relay.scheduler.runDue();
    queue.put(guest.key);
    guest.session.disconnected();
    int polls = canister.calls("POLL").size();
    canister.releasePoll(queue.poll(0));
    pass();
    assertEquals(polls, canister.calls("POLL").size());
    assertGot(1, guest);
  }

  @Test
  void messageLostEndsTheSessionItWasForAndNoOther() {
    Guest harmed = new Guest(1);
    Guest unharmed = new Guest(2);
    queue.put(harmed.key);
    queue.startAgain();
    queue.put(harmed.key, unharmed.key, harmed.key, unharmed.key);
    pass();
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), harmed.socket.reasons());
    assertTrue(
        harmed.socket.text().startsWith("a message of the canister was lost: number "),
        harmed.socket.text());
    assertEquals(upTo(1), harmed.numbers());
    assertGot(3, unharmed);
  }
}
