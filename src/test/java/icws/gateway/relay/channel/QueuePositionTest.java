package icws.gateway.relay.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.channel.QueuePosition.Finding;
import icws.gateway.relay.channel.QueuePosition.Step;
import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.Sequence;
import icws.gateway.wire.Trees;
import icws.ic.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is asked for and what is news, answer by answer. */
final class QueuePositionTest {

  private static final Bytes LIGHT = Bytes.wrap(new byte[QueuePosition.HEAVY_BYTES]);
  private static final Bytes HEAVY = Bytes.wrap(new byte[QueuePosition.HEAVY_BYTES + 1]);

  private final QueuePosition gapless = new QueuePosition(true);
  private final QueuePosition shared = new QueuePosition(false);

  /** A message of a queue whose messages were made one each second, from {@code start} on. */
  private static CanisterMessage message(long start, long nonce, Bytes content) {
    return new CanisterMessage(
        new ClientKey.Numbered(16),
        "key " + nonce,
        nonce,
        Optional.of(new Sequence(nonce, start + nonce)),
        content);
  }

  private static MessageBatch batch(long start, long... nonces) {
    List<CanisterMessage> messages = new ArrayList<>();
    for (long nonce : nonces) {
      messages.add(message(start, nonce, LIGHT));
    }
    return batch(messages, false);
  }

  private static MessageBatch batch(List<CanisterMessage> messages, boolean more) {
    return new MessageBatch(messages, Bytes.utf8("certificate"), Trees.opaque(), more);
  }

  private static final MessageBatch EMPTY = batch(List.of(), false);

  /** The nonces that are news, what was found, and {@code again} if so. */
  private static String told(Step step) {
    return step.news().messages().stream().map(CanisterMessage::nonce).toList()
        + (step.finding() == Finding.NOTHING_UNUSUAL ? "" : " " + step.finding())
        + (step.again() ? " again" : "");
  }

  /** One poll: what must be asked for, what is answered, what must come of it. */
  private static void poll(QueuePosition position, long from, MessageBatch answer, String told) {
    assertEquals(from, position.ask(false));
    assertEquals(told, told(position.take(answer)));
  }

  @Test
  void everythingIsNewAtFirst() {
    poll(gapless, 0, EMPTY, "[]");
    poll(gapless, 0, batch(100, 3, 4), "[3, 4]");
  }

  @Test
  void asksForTheLastMessageAgainAndTakesWhatFollowsIt() {
    poll(gapless, 0, batch(100, 0, 1), "[0, 1]");
    poll(gapless, 1, batch(100, 1), "[]");
    poll(gapless, 1, batch(100, 1, 2, 3), "[2, 3]");
    poll(gapless, 3, batch(100, 3), "[]");
  }

  @Test
  void goesOnAtOnceWhileThereIsMore() {
    gapless.ask(false);
    assertEquals("[0] again", told(gapless.take(batch(batch(100, 0).messages(), true))));
    poll(gapless, 0, batch(100, 0), "[]");
  }

  @Test
  void aQueueThatStartedAgainWithFewerMessagesIsReadFromItsStart() {
    poll(gapless, 0, batch(100, 0, 1, 2), "[0, 1, 2]");
    poll(gapless, 2, EMPTY, "[] again");
    poll(gapless, 0, batch(200, 0, 1), "[0, 1] STARTED_AGAIN");
    poll(gapless, 1, batch(200, 1, 2), "[2]");
  }

  @Test
  void aQueueThatStartedAgainWithAsManyMessagesIsReadFromItsStart() {
    poll(gapless, 0, batch(100, 0, 1, 2), "[0, 1, 2]");
    poll(gapless, 2, batch(200, 2), "[] again");
    poll(gapless, 0, batch(200, 0, 1, 2), "[0, 1, 2] STARTED_AGAIN");
  }

  @Test
  void aQueueThatStartedAgainWithMoreMessagesIsReadFromItsStart() {
    poll(gapless, 0, batch(100, 0, 1), "[0, 1]");
    poll(gapless, 1, batch(200, 1, 2, 3), "[] again");
    poll(gapless, 0, batch(200, 0, 1, 2, 3), "[0, 1, 2, 3] STARTED_AGAIN");
    poll(gapless, 3, batch(200, 3, 4), "[4]");
  }

  @Test
  void anEmptyQueueIsAskedFromItsStartUntilThereIsSomething() {
    poll(gapless, 0, batch(100, 0, 1), "[0, 1]");
    poll(gapless, 1, EMPTY, "[] again");
    poll(gapless, 0, EMPTY, "[]");
    poll(gapless, 0, EMPTY, "[]");
    poll(gapless, 0, batch(200, 0), "[0] STARTED_AGAIN");
  }

  @Test
  void aQueueWhoseLastMessageHasExpiredIsFollowed() {
    poll(gapless, 0, batch(100, 0, 1), "[0, 1]");
    poll(gapless, 1, batch(100, 2), "[] again");
    poll(gapless, 0, batch(100, 2), "[2]");
    poll(gapless, 2, EMPTY, "[] again");
    poll(gapless, 0, EMPTY, "[]");
    poll(gapless, 0, batch(100, 3, 4), "[3, 4]");
  }

  @Test
  void whatAReplicaAnswersThatLagsBehindIsNotNew() {
    poll(gapless, 0, batch(100, 0, 1, 2, 3), "[0, 1, 2, 3]");
    poll(gapless, 3, EMPTY, "[] again");
    poll(gapless, 0, batch(100, 0, 1), "[]");
    poll(gapless, 3, EMPTY, "[] again");
    poll(gapless, 0, EMPTY, "[]");
    poll(gapless, 0, batch(100, 1, 2, 3, 4), "[4]");
    poll(gapless, 4, batch(100, 4, 5), "[5]");
  }

  @Test
  void aReplicaThatStillHasTheOldQueueTellsNothingNew() {
    poll(gapless, 0, batch(100, 0, 1, 2, 3), "[0, 1, 2, 3]");
    poll(gapless, 3, EMPTY, "[] again");
    poll(gapless, 0, batch(200, 0), "[0] STARTED_AGAIN");
    poll(gapless, 0, batch(100, 0, 1, 2, 3), "[] again");
    poll(gapless, 0, batch(100, 0, 1, 2, 3), "[]");
    poll(gapless, 0, batch(200, 0, 1), "[1]");
  }

  @Test
  void aNonceThatIsLeftOutIsAGapWhereNoncesFollowEachOther() {
    poll(gapless, 0, batch(100, 0), "[0]");
    poll(gapless, 0, batch(100, 0, 2, 3), "[2, 3] GAP");
    poll(gapless, 3, batch(100, 3, 4, 6), "[4, 6] GAP");
    poll(gapless, 6, batch(100, 6, 7), "[7]");
  }

  @Test
  void messagesThatExpiredUnreadAreAGap() {
    poll(gapless, 0, batch(100, 0), "[0]");
    poll(gapless, 0, batch(100, 5), "[] again");
    poll(gapless, 0, batch(100, 5), "[] again");
    poll(gapless, 1, batch(100, 5, 6), "[5, 6] GAP");
  }

  @Test
  void noncesThatOtherGatewaysHaveAreNoGap() {
    poll(shared, 0, batch(100, 16, 20), "[16, 20]");
    poll(shared, 20, batch(100, 20, 31), "[31]");
    poll(shared, 31, batch(100, 40), "[] again");
    poll(shared, 0, batch(100, 40, 44), "[40, 44]");
  }

  @Test
  void aSharedQueueThatStartedAgainIsReadFromItsStart() {
    poll(shared, 0, batch(100, 16, 20), "[16, 20]");
    poll(shared, 20, EMPTY, "[] again");
    poll(shared, 0, batch(200, 17, 19), "[17, 19] STARTED_AGAIN");
    poll(shared, 19, batch(300, 25), "[] again");
    poll(shared, 0, batch(300, 18, 25), "[18, 25] STARTED_AGAIN");
  }

  @Test
  void newestMessagesInAnswerToZeroAreNotTakenForAllOfThem() {
    poll(gapless, 0, batch(100, 0, 1, 2), "[0, 1, 2]");
    poll(gapless, 2, batch(200, 2, 3), "[] again");
    poll(gapless, 0, batch(200, 51, 52), "[] again");
    gapless.ask(false);
    Step first = gapless.take(batch(batch(200, 1, 2, 3).messages(), true));
    assertEquals("[1, 2, 3] STARTED_AGAIN again", told(first));
    poll(gapless, 3, batch(200, 3, 4), "[4]");
  }

  @Test
  void messagesWithoutADateAreFollowedByTheirNonces() {
    CanisterMessage undated =
        new CanisterMessage(new ClientKey.Numbered(16), "key", 5, Optional.empty(), LIGHT);
    poll(gapless, 0, batch(List.of(undated), false), "[5]");
    poll(gapless, 6, EMPTY, "[]");
    poll(gapless, 6, batch(100, 6), "[6]");
    poll(gapless, 6, batch(100, 6), "[]");
  }

  @Test
  void aHeavyMessageIsNotFetchedWithEveryPollOfASilentCanister() {
    gapless.ask(false);
    gapless.take(batch(List.of(message(100, 0, HEAVY)), false));
    int fetched = 0;
    for (int i = 0; i < 2 * QueuePosition.GLANCES; i++) {
      boolean whole = gapless.ask(false) == 0;
      fetched += whole ? 1 : 0;
      MessageBatch alone = batch(List.of(message(100, 0, HEAVY)), false);
      assertEquals(whole, gapless.take(whole ? alone : EMPTY).again());
      if (whole) {
        poll(gapless, 1, EMPTY, "[]");
      }
    }
    assertEquals(2, fetched);
  }

  @Test
  void aHeavyMessageIsFetchedWhenThereIsReasonToExpectOthers() {
    gapless.ask(false);
    gapless.take(batch(List.of(message(100, 0, HEAVY)), false));
    assertEquals(0, gapless.ask(true));
    assertTrue(gapless.take(batch(List.of(message(200, 0, LIGHT)), false)).again());
    poll(gapless, 0, batch(200, 0), "[0] STARTED_AGAIN");
  }

  @Test
  void whatFollowsAHeavyMessageIsTakenOnceThatWasSeenInItsPlace() {
    gapless.ask(false);
    gapless.take(batch(List.of(message(100, 0, HEAVY)), false));
    assertEquals(1, gapless.ask(false));
    assertEquals("[] again", told(gapless.take(batch(100, 1))));
    assertEquals(0, gapless.ask(true));
    assertEquals("[] again", told(gapless.take(batch(List.of(message(100, 0, HEAVY)), false))));
    assertEquals(1, gapless.ask(true));
    assertEquals("[1]", told(gapless.take(batch(100, 1))));
  }

  @Test
  void asksForTheNextMessageIfItDoesNotFitBesideTheLast() {
    poll(gapless, 0, batch(100, 0), "[0]");
    gapless.ask(false);
    assertEquals("[] again", told(gapless.take(batch(batch(100, 0).messages(), true))));
    poll(gapless, 1, batch(List.of(message(100, 1, HEAVY)), false), "[1]");
  }

  @Test
  void asksTheSameAgainAfterAPollThatFailed() {
    poll(gapless, 0, batch(100, 0, 1), "[0, 1]");
    poll(gapless, 1, EMPTY, "[] again");
    assertEquals(0, gapless.ask(false));
    assertEquals(0, gapless.ask(true));
    assertFalse(gapless.take(batch(200, 0)).again());
  }
}
