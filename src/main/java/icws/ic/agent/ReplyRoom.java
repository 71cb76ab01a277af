package icws.ic.agent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The room for replies that are larger than {@link #FREE_BYTES}, of all parties together. Usual
 * replies are smaller and need none: what they hold is bounded by how many requests are on their
 * way.
 *
 * <p>Bytes are counted as they come, before they are copied; to put them together takes as many
 * again. Overflow policy: DYNAMIC_THRESHOLD. No party may hold more than is left for all the
 * others, so whoever has large answers sent leaves room for who has few. Thread-safe.
 */
final class ReplyRoom {

  /** Of each reply; certificates of single answers have a few kilobytes. */
  static final int FREE_BYTES = 64 << 10;

  private final long maxBytes;

  @GuardedBy("this")
  private final Map<String, Long> heldByParty = new HashMap<>();

  @GuardedBy("this")
  private long heldBytes;

  ReplyRoom(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** A reply for which there is no room now; there may be later. */
  static final class FullException extends IOException {
    private static final long serialVersionUID = 1L;

    FullException(String party) {
      super("too many large replies about " + party + " at once");
    }
  }

  /** How many bytes are held beyond what is free. */
  synchronized long heldBytes() {
    return heldBytes;
  }

  private synchronized boolean take(String party, long bytes) {
    long held = heldByParty.getOrDefault(party, 0L) + bytes;
    if (held > maxBytes - heldBytes - bytes) {
      return false;
    }
    heldByParty.put(party, held);
    heldBytes += bytes;
    return true;
  }

  private synchronized void giveBack(String party, long bytes) {
    heldBytes -= bytes;
    heldByParty.computeIfPresent(party, (same, held) -> held == bytes ? null : held - bytes);
  }

  /** What one reply holds. Thread-safe. */
  final class Share {
    private final String party;

    @GuardedBy("this")
    private long bytes;

    @GuardedBy("this")
    private long taken;

    @GuardedBy("this")
    private boolean isOver;

    Share(String party) {
      this.party = party;
    }

    /**
     * So many bytes come.
     *
     * @throws FullException if there is no room for them, or the reply is wanted no more
     */
    synchronized void add(int more) throws FullException {
      bytes += more;
      long missing = bytes - FREE_BYTES - taken;
      if (missing <= 0) {
        return;
      }
      if (isOver || !take(party, missing)) {
        throw new FullException(party);
      }
      taken += missing;
    }

    /** Nothing is held any more, nor will be. */
    synchronized void end() {
      isOver = true;
      if (taken > 0) {
        giveBack(party, taken);
        taken = 0;
      }
    }
  }
}
