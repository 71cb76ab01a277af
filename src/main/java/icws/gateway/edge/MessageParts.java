package icws.gateway.edge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.Limit;
import icws.ic.Bytes;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The message of one client that has begun and not ended, gathered from its parts: bounded alone,
 * together with those of all other clients, and in time.
 *
 * <p>Overflow policy: REFUSE_NEWEST, with {@link ByteBudget}'s of all together. Parts come one
 * after the other; everything else may come from any thread. A message in one part costs nothing.
 */
final class MessageParts {
  /** The least that is taken at once, so that parts of a byte are not a copy each. */
  static final int LEAST_BYTES = 1024;

  private static final byte[] NOTHING = {};

  private final int maxBytes;
  private final ByteBudget budget;
  private final LongSupplier nanoClock;

  @GuardedBy("this")
  private byte[] gathered = NOTHING;

  @GuardedBy("this")
  private int size;

  @GuardedBy("this")
  private boolean ended;

  /** Whether a part has come that was not the last. Volatile because threads change. */
  private volatile boolean isBegun;

  private volatile long begunNanos;

  /**
   * @param maxBytes of one message
   * @param budget of all clients
   */
  MessageParts(int maxBytes, ByteBudget budget, LongSupplier nanoClock) {
    this.maxBytes = maxBytes;
    this.budget = budget;
    this.nanoClock = nanoClock;
  }

  /**
   * A part came.
   *
   * @param whole is given the message, if this was its last part
   * @return the limit that the message passes; it is not gathered any more then
   */
  Optional<Limit> add(byte[] part, boolean last, Consumer<Bytes> whole) {
    Optional<Limit> passed = gather(part);
    if (passed.isEmpty() && last) {
      Bytes message = take();
      if (message != null) {
        whole.accept(message);
      }
    }
    return passed;
  }

  private synchronized Optional<Limit> gather(byte[] part) {
    if (ended) {
      return Optional.empty();
    }
    if (!isBegun) {
      begunNanos = nanoClock.getAsLong();
      isBegun = true;
    }
    if (part.length > maxBytes - size) {
      return Optional.of(Limit.FRAME_BYTES);
    }
    int needed = size + part.length;
    if (needed > gathered.length) {
      int room = Math.min(maxBytes, Math.max(LEAST_BYTES, Math.max(needed, 2 * gathered.length)));
      // Ordering: counted before it is there.
      if (!budget.take(gathered.length, (long) room - gathered.length)) {
        return Optional.of(Limit.UNFINISHED);
      }
      gathered = Arrays.copyOf(gathered, room);
    }
    System.arraycopy(part, 0, gathered, size, part.length);
    size = needed;
    return Optional.empty();
  }

  private synchronized @Nullable Bytes take() {
    if (ended) {
      return null;
    }
    Bytes message = Bytes.wrap(size == gathered.length ? gathered : Arrays.copyOf(gathered, size));
    forget();
    return message;
  }

  private synchronized void forget() {
    budget.giveBack(gathered.length);
    gathered = NOTHING;
    size = 0;
    isBegun = false;
  }

  /** The socket is over: what was gathered is forgotten, and nothing more is gathered. */
  synchronized void end() {
    ended = true;
    forget();
  }

  /** Whether a message has begun and not ended. */
  boolean isBegun() {
    return isBegun;
  }

  /** When the message began that has not ended; empty if all have. */
  OptionalLong begunNanos() {
    return isBegun ? OptionalLong.of(begunNanos) : OptionalLong.empty();
  }
}
