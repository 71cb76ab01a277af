package icws.gateway.relay.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.gateway.canister.Failure;
import icws.gateway.canister.Messages;
import icws.gateway.canister.PollAnswer;
import icws.gateway.relay.session.FakeSocket;
import icws.gateway.relay.session.LogLines;
import icws.gateway.relay.session.RelayFixture;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.WireProtocol;
import icws.gateway.wire.v1.V1Frames;
import icws.gateway.wire.v1.V1Protocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.SdkFrame;
import icws.ic.identity.Ed25519Identity;
import icws.ic.identity.EnvelopeVerifier;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class V1QueueTest extends QueueFollowingContract {

  private static final Principal GATEWAY = Principal.selfAuthenticating(Bytes.utf8("gateway"));

  private final Ed25519Identity user = Ed25519Identity.generate(new SecureRandom());
  private final V1Protocol protocol =
      new V1Protocol(
          GATEWAY,
          new EnvelopeVerifier(
              SdkFrame.clock(0),
              () -> {
                throw new AssertionError("no canister has signed");
              }));

  @Override
  WireProtocol protocol() {
    return protocol;
  }

  @Override
  ClientKey key(int client) {
    return new ClientKey.Signing(user.principal(), client);
  }

  @Override
  Bytes opening(int client) {
    return V1Frames.opening(user, RelayFixture.CANISTER, GATEWAY, client);
  }

  @Override
  String contentField() {
    return "content";
  }

  @Override
  long firstNonce() {
    return 0;
  }

  @Override
  long firstSequence() {
    return 1;
  }

  @Test
  void gapInTheNoncesIsCountedAndLoggedAndEndsOnlyTheSessionItHarmed() {
    Guest harmed = new Guest(1);
    Guest unharmed = new Guest(2);
    queue.put(harmed.key);
    queue.expire(3);
    queue.put(unharmed.key, harmed.key, unharmed.key);
    try (LogLines log = new LogLines()) {
      pass();
      assertEquals(
          List.of(
              "Messages of canister "
                  + RelayFixture.CANISTER
                  + " were gone before they were read; the next is number 3. Clients that miss one"
                  + " are closed with 1013",
              harmed.session
                  + " ends: 1013 TRY_AGAIN_LATER, a message of the canister was lost: number 3"
                  + " came instead of 2"),
          log.lines());
    }
    assertEquals(1, relay.statistics.queueGaps());
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), harmed.socket.reasons());
    assertGot(3, unharmed);
  }

  @Test
  void clientWhoseFirstMessageIsLostIsToldToComeBack() {
    Guest early = new Guest(1);
    queue.startAgain();
    FakeSocket late = new FakeSocket();
    queue.open(key(2), firstSequence() + 1);
    queue.put(key(2));
    relay.sessions.connect(protocol, late).receive(opening(2));
    relay.scheduler.runDue();
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), late.reasons());
    assertGot(1, early);
  }

  @Test
  void allOfANewQueueIsReadFromACanisterThatAnswersZeroWithItsNewestMessages() {
    Guest guest = new Guest(1);
    queue.startAgain();
    // The message with nonce 0 is out of reach at such a canister.
    queue.skipNonce();
    for (int i = 0; i < 70; i++) {
      queue.put(guest.key);
    }
    canister.pollsFrom(nonce -> queue.poll(nonce == 0 ? 21 : nonce));
    pass();
    assertGot(71, guest);
  }

  private void put(Guest guest, int count) {
    for (int i = 0; i < count; i++) {
      queue.put(guest.key);
    }
  }

  /** All polls under way are answered, and what follows from that is done, except what waits. */
  private int roundTrip(Consumer<List<?>> order) {
    int answered = canister.releasePolls(order).size();
    relay.scheduler.runDue();
    return answered;
  }

  private static void asAsked(List<?> polls) {}

  @Test
  void pagesBehindAFullOneAreAskedForSideBySide() {
    Guest guest = new Guest(1);
    put(guest, 1_000);
    canister.holdPolls();
    pass();
    List<Integer> rounds = new ArrayList<>();
    while (guest.numbers().size() < 1_001) {
      rounds.add(roundTrip(V1QueueTest::asAsked));
    }
    assertEquals(List.of(1, ReadAhead.FIRST, ReadAhead.MOST), rounds);
    assertGot(1_001, guest);
  }

  @Test
  void pagesAreReadInOrderInWhateverOrderTheyCome() {
    Guest guest = new Guest(1);
    put(guest, 1_000);
    canister.holdPolls();
    pass();
    while (guest.numbers().size() < 1_001) {
      roundTrip(Collections::reverse);
    }
    assertGot(1_001, guest);
  }

  @Test
  void nothingIsAskedForBehindAPageThatIsNotFull() {
    Guest guest = new Guest(1);
    put(guest, 20);
    canister.holdPolls();
    pass();
    assertEquals(1, roundTrip(V1QueueTest::asAsked));
    assertEquals(List.of(), canister.releasePolls(V1QueueTest::asAsked));
    assertGot(21, guest);
  }

  @Test
  void nothingIsAskedForBehindWhatIsNotNewAndSoWasNotVerified() {
    Guest guest = new Guest(1);
    put(guest, 1);
    pass();
    MessageBatch read = ((Messages) queue.poll(0)).batch();
    canister.holdPolls();
    pass();
    canister.releasePoll(
        new Messages(new MessageBatch(read.messages(), read.certificate(), read.tree(), true)));
    relay.scheduler.runDue();
    assertEquals(1, canister.releasePolls(V1QueueTest::asAsked).size());
    assertGot(2, guest);
  }

  @Test
  void whatIsExpectedWhilePagesAreUnderWayIsAskedForAtOnce() {
    Guest guest = new Guest(1);
    put(guest, 60);
    canister.holdPolls();
    pass();
    roundTrip(V1QueueTest::asAsked);
    PollAnswer before = queue.poll(49);
    guest.session.receive(V1Frames.message(user, RelayFixture.CANISTER, user.principal(), 1));
    put(guest, 1);
    canister.releasePoll(before);
    relay.scheduler.runDue();
    assertGot(61, guest);
    roundTrip(V1QueueTest::asAsked);
    assertGot(62, guest);
  }

  @Test
  void aFailureAmongThePagesCostsNothing() {
    Guest guest = new Guest(1);
    put(guest, 300);
    canister.holdPolls();
    pass();
    roundTrip(V1QueueTest::asAsked);
    canister.releasePoll(queue.poll(49));
    canister.releasePoll(new Failure(Failure.Kind.UNAVAILABLE, "for now"));
    while (guest.numbers().size() < 301) {
      relay.scheduler.advance(RelayFixture.BACKOFF.longest());
      roundTrip(V1QueueTest::asAsked);
    }
    assertGot(301, guest);
  }

  /** Whatever the queue does while pages are under way. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void everyMessageIsDeliveredOnceWhateverHappensMeanwhile(long seed) {
    Random chance = new Random(seed);
    Guest guest = new Guest(1);
    canister.holdPolls();
    int sent = 1;
    for (int round = 0; round < 60; round++) {
      int more = chance.nextInt(4) == 0 ? chance.nextInt(300) : chance.nextInt(3);
      put(guest, more);
      sent += more;
      if (guest.numbers().size() == sent && chance.nextInt(3) == 0) {
        queue.startAgain();
      }
      pass();
      roundTrip(polls -> Collections.shuffle(polls, chance));
    }
    for (int round = 0; guest.numbers().size() < sent && round < 60; round++) {
      pass();
      roundTrip(V1QueueTest::asAsked);
    }
    assertGot(sent, guest);
    assertEquals(0, relay.statistics.queueGaps());
  }
}
