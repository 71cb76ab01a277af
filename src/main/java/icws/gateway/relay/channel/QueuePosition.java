package icws.gateway.relay.channel;

import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.QueueMark;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a poller is in its gateway's queue at a canister: what to ask for, and what of an answer is
 * new.
 *
 * <p>A queue may start again at its first nonce at any time: the canister was installed anew, or
 * has forgotten the gateway. So the last message is asked for again with every poll. As long as it
 * is where it was, what follows it is all there is. If it is not, the queue is read from its start,
 * and what was not read before is new: {@link QueueMark} tells. So it does not matter whether the
 * queue has started again, or the message has expired, or the replica that answers lags behind.
 *
 * <p>To find out takes two more polls at most. A message without a date is followed by nonces
 * alone.
 *
 * <p>A message of more than {@value #HEAVY_BYTES} bytes is not fetched again without a reason to
 * expect others: most polls then ask only whether something follows it.
 *
 * <p>For one poll at a time; not thread-safe.
 */
final class QueuePosition {

  /** From here on fetching a message at each poll of a silent canister costs too much. */
  static final int HEAVY_BYTES = 16 << 10;

  /** In so many polls of a silent canister a heavy message is fetched once. */
  static final int GLANCES = 16;

  /** What came of a poll. */
  enum Finding {
    NOTHING_UNUSUAL,
    /** The messages that are new begin below those that were read. */
    STARTED_AGAIN,
    /** At least one message was lost. */
    GAP
  }

  /**
   * What to do with an answer.
   *
   * @param news the messages to deliver, if any
   * @param again whether to ask again at once
   */
  record Step(MessageBatch news, Finding finding, boolean again) {}

  private enum Aim {
    /** The start of the queue: nothing was read yet, or the last message was not in its place. */
    START,
    /** The second message of the queue: see {@link #fromStart}. */
    SECOND,
    /** The last message, and what follows it. */
    LAST,
    /** What follows the last message, which was alone in its place a moment ago. */
    NEXT,
    /** Whether anything follows the last message. */
    GLANCE
  }

  private final boolean gapless;
  private Aim aim = Aim.START;
  private @Nullable QueueMark read;
  private boolean heavy;
  private int glances;

  /**
   * @param gapless whether nonces begin at 0 and follow each other
   */
  QueuePosition(boolean gapless) {
    this.gapless = gapless;
  }

  /** Whether nonces follow each other, so that it is known where the next page begins. */
  boolean isGapless() {
    return gapless;
  }

  /** How far the queue was read; empty if nothing was. */
  Optional<QueueMark> read() {
    return Optional.ofNullable(read);
  }

  /**
   * The nonce for the next poll.
   *
   * @param expecting whether there is reason to expect messages
   */
  long ask(boolean expecting) {
    if (aim == Aim.LAST || aim == Aim.GLANCE) {
      boolean glance = heavy && !expecting && ++glances % GLANCES != 0;
      aim = glance ? Aim.GLANCE : Aim.LAST;
    }
    return switch (aim) {
      case START -> 0;
      case SECOND -> 1;
      case LAST -> lastNonce();
      case NEXT, GLANCE -> lastNonce() + 1;
    };
  }

  /** Takes the answer to the poll that was last asked for. */
  Step take(MessageBatch batch) {
    return switch (aim) {
      case START, SECOND -> fromStart(batch);
      case LAST -> fromLast(batch);
      case NEXT -> news(newOf(batch));
      case GLANCE -> {
        aim = Aim.LAST;
        yield nothing(!batch.isEmpty());
      }
    };
  }

  private Step fromStart(MessageBatch batch) {
    if (batch.isEmpty()) {
      aim = Aim.START;
      return nothing(false);
    }
    // Published canister libraries take a poll from 0 for a gateway that has lost its place, and
    // answer with their newest messages. From 1 they answer with all there are.
    if (aim == Aim.START && read != null && gapless && !follows(batch.first())) {
      aim = Aim.SECOND;
      return nothing(true);
    }
    return news(newOf(batch));
  }

  /** Whether nothing can lie between what was read, or the queue's start, and the message. */
  private boolean follows(CanisterMessage message) {
    return message.nonce() == 0
        || (read != null && (!read.isBefore(message) || message.nonce() == read.nonce() + 1));
  }

  private Step fromLast(MessageBatch batch) {
    if (read == null || batch.isEmpty() || !read.isAt(batch.first())) {
      aim = Aim.START;
      return nothing(true);
    }
    if (batch.messages().size() == 1 && (batch.more() || heavy)) {
      // The next message may be there and not fit into one reply with this one.
      aim = Aim.NEXT;
      return nothing(true);
    }
    return news(newOf(batch));
  }

  private Step news(MessageBatch news) {
    Finding finding = Finding.NOTHING_UNUSUAL;
    if (!news.isEmpty()) {
      finding = finding(news);
      read = QueueMark.at(news.last());
      heavy = news.last().content().size() > HEAVY_BYTES;
    }
    // A message without a date could be mistaken for another one.
    aim = read == null ? Aim.START : read.sequence().isPresent() ? Aim.LAST : Aim.NEXT;
    return new Step(news, finding, !news.isEmpty() && news.more());
  }

  private Finding finding(MessageBatch news) {
    if (read == null) {
      return Finding.NOTHING_UNUSUAL;
    }
    if (Long.compareUnsigned(news.first().nonce(), read.nonce()) <= 0) {
      return Finding.STARTED_AGAIN;
    }
    boolean complete = news.last().nonce() - read.nonce() == news.messages().size();
    return gapless && !complete ? Finding.GAP : Finding.NOTHING_UNUSUAL;
  }

  private MessageBatch newOf(MessageBatch batch) {
    return read == null ? batch : batch.after(read);
  }

  private static Step nothing(boolean again) {
    return new Step(MessageBatch.NONE, Finding.NOTHING_UNUSUAL, again);
  }

  private long lastNonce() {
    return read == null ? 0 : read.nonce();
  }
}
