package icws.gateway.relay;

import icws.gateway.wire.ClientFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one client that wait for their canister, in order, bounded in number and bytes.
 *
 * <p>Overflow policy: REFUSE_NEWEST. What does not fit is not taken, and its session ends; a client
 * that sends faster than its canister answers harms itself alone. For one thread at a time.
 */
final class Inbox {

  private record Entry(ClientFrame.Message message, int bytes) {}

  private final int maxFrames;
  private final long maxBytes;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private long bytes;

  Inbox(int maxFrames, long maxBytes) {
    this.maxFrames = maxFrames;
    this.maxBytes = maxBytes;
  }

  /** Takes a message, or answers false if it does not fit. */
  boolean offer(ClientFrame.Message message, int frameBytes) {
    if (entries.size() >= maxFrames || bytes + frameBytes > maxBytes) {
      return false;
    }
    entries.addLast(new Entry(message, frameBytes));
    bytes += frameBytes;
    return true;
  }

  /** The oldest message, or null if there is none. */
  ClientFrame.@Nullable Message poll() {
    Entry entry = entries.pollFirst();
    if (entry == null) {
      return null;
    }
    bytes -= entry.bytes();
    return entry.message();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  void clear() {
    entries.clear();
    bytes = 0;
  }
}
