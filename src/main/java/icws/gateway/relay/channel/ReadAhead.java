package icws.gateway.relay.channel;

import icws.gateway.canister.PollAnswer;
import icws.gateway.wire.MessageBatch;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * Pages of a canister's queue that are asked for side by side, while the one before them was full:
 * where the network is far away, the last of a thousand messages would else wait for twenty
 * answers, one after the other.
 *
 * <p>A page begins with the last message of the page before it, so each is read as if it had been
 * asked for alone, see {@link QueuePosition}. One that turns out to begin elsewhere is not used,
 * and neither are those behind it. There are {@value #FIRST} pages under way after the first full
 * one, twice as many after each other one, {@value #MOST} at most; what is asked for beyond the
 * queue's end is asked in vain.
 *
 * <p>For queues without gaps. For one poll at a time; not thread-safe.
 */
final class ReadAhead {

  static final int FIRST = 4;
  static final int MOST = 16;

  private record Page(long nonce, CompletableFuture<PollAnswer> answer) {}

  private final LongFunction<CompletableFuture<PollAnswer>> poll;
  private final Queue<Page> pages = new ArrayDeque<>();
  private int width;

  /** How many nonces lie between the beginnings of two pages. */
  private long stride;

  private long next;

  /**
   * @param poll asks for the page that begins with a nonce
   */
  ReadAhead(LongFunction<CompletableFuture<PollAnswer>> poll) {
    this.poll = poll;
  }

  /**
   * Takes the answer that the page which begins with the nonce has or will have, if it was asked.
   */
  Optional<CompletableFuture<PollAnswer>> take(long nonce) {
    Page page = pages.poll();
    if (page == null || page.nonce != nonce) {
      forget();
      return Optional.empty();
    }
    return Optional.of(page.answer);
  }

  /** A page was read; asks for those behind it if there may be any. */
  void follow(MessageBatch page) {
    if (page.isEmpty() || !page.more() || page.messages().size() == 1) {
      forget();
      return;
    }
    begin(page.last().nonce(), page.last().nonce() - page.first().nonce());
    width = Math.min(MOST, Math.max(FIRST, 2 * width));
    for (; pages.size() < width; next += stride) {
      pages.add(new Page(next, poll.apply(next)));
    }
  }

  private void begin(long nonce, long distance) {
    boolean goesOn = !pages.isEmpty() && pages.element().nonce == nonce && stride == distance;
    if (!goesOn) {
      forget();
      stride = distance;
      next = nonce;
    }
  }

  /** The answers that are still to come are of no use. */
  void forget() {
    pages.clear();
    width = 0;
  }
}
