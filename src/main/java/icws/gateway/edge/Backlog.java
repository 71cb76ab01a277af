package icws.gateway.edge;

import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.Limit;
import java.util.Optional;

/**
 * How much waits for one client, and what it takes of the memory for all clients.
 *
 * <p>A frame that waits is in memory once. One that is leaving is there {@link #COPIES} times more,
 * since containers copy it; any of those that wait may be the next. So room is kept for the copies
 * of the largest.
 *
 * <p>Overflow policy: REFUSE_NEWEST. For one thread at a time.
 */
final class Backlog {

  /** About what is in memory of a frame beside its bytes. */
  static final int FRAME_OVERHEAD_BYTES = 128;

  /** How often a frame that is leaving is in memory, beside the one that waited. */
  static final int COPIES = 2;

  private final OutboxLimits limits;
  private final ByteBudget budget;
  private int frames;
  private long bytes;
  private int largest;
  private long held;
  private boolean ended;

  Backlog(OutboxLimits limits, ByteBudget budget) {
    this.limits = limits;
    this.budget = budget;
  }

  /** What a frame takes that is alone. */
  static long cost(int size) {
    return FRAME_OVERHEAD_BYTES + (1L + COPIES) * size;
  }

  /**
   * Adds a frame.
   *
   * @return the limit that it would pass; empty if it was added
   */
  Optional<Limit> add(int size) {
    if (bytes > 0 && bytes + size > limits.maxBytes()) {
      return Optional.of(Limit.OUTBOX);
    }
    int grown = Math.max(largest, size);
    long more = size + FRAME_OVERHEAD_BYTES + (long) COPIES * (grown - largest);
    if (!budget.take(held, more)) {
      return Optional.of(Limit.OUTBOX_TOTAL);
    }
    frames++;
    bytes += size;
    largest = grown;
    held += more;
    return Optional.empty();
  }

  /** A frame that was added is in memory no longer. */
  void remove(int size) {
    if (ended) {
      return;
    }
    frames--;
    bytes -= size;
    if (frames == 0) {
      largest = 0;
      giveBack(held);
    } else {
      giveBack(size + FRAME_OVERHEAD_BYTES);
    }
  }

  /** Nothing that was added is in memory any more; nothing more is added or removed. */
  void end() {
    ended = true;
    bytes = 0;
    giveBack(held);
  }

  /** Of all frames that were added and not removed. */
  long bytes() {
    return bytes;
  }

  private void giveBack(long released) {
    held -= released;
    budget.giveBack(released);
  }
}
