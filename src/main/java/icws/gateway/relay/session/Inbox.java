package icws.gateway.relay.session;

import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.RelaySettings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What waits of one client, in order: its messages for their canister, or its frames for their
 * turn. Bounded in number and in bytes, and with those of all other clients in bytes ({@link
 * ByteBudget}).
 *
 * <p>Overflow policy: REFUSE_NEWEST. What does not fit is not taken, and its session ends; a client
 * that sends faster than its canister answers harms itself alone. For one thread at a time.
 *
 * @param <T> what waits
 */
final class Inbox<T> {

  /** About what the gateway keeps of a message beside its frame. */
  static final int MESSAGE_BYTES = 512;

  private record Entry<T>(T message, int bytes) {}

  private final int maxFrames;
  private final long maxBytes;
  private final ByteBudget space;
  private final Deque<Entry<T>> entries = new ArrayDeque<>();
  private long bytes;
  private long bytesOnTheirWay;

  Inbox(RelaySettings settings, ByteBudget space) {
    this.maxFrames = settings.inboxFrames();
    this.maxBytes = settings.inboxBytes();
    this.space = space;
  }

  /**
   * Takes a message.
   *
   * @return why it does not fit; empty if it was taken
   */
  Optional<String> offer(T message, int frameBytes) {
    int size = frameBytes + MESSAGE_BYTES;
    if (entries.size() >= maxFrames || bytes + size > maxBytes) {
      return Optional.of("too many messages wait for the canister");
    }
    if (!space.take(bytes, size)) {
      return Optional.of("too many messages of all clients wait for their canisters");
    }
    entries.addLast(new Entry<>(message, size));
    bytes += size;
    return Optional.empty();
  }

  /**
   * The oldest message, or null if there is none. Its bytes count until it has arrived, or the next
   * one is asked for: until then it is on its way.
   */
  @Nullable T poll() {
    arrived();
    Entry<T> entry = entries.pollFirst();
    bytesOnTheirWay = entry == null ? 0 : entry.bytes();
    return entry == null ? null : entry.message();
  }

  /** Nothing is on its way any more. */
  void arrived() {
    release(bytesOnTheirWay);
    bytesOnTheirWay = 0;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Drops what waits. */
  void clear() {
    entries.clear();
    release(bytes - bytesOnTheirWay);
  }

  private void release(long released) {
    bytes -= released;
    space.giveBack(released);
  }
}
