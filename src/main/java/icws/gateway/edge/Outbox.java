package icws.gateway.edge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import icws.ic.Bytes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent to one client: ordered, bounded in bytes, one send in flight.
 *
 * <p>The bound refuses, it does not wait: what to do with a client that reads too slowly is its
 * owner's to say. A frame is always accepted while nothing else is pending, so that one large frame
 * is not a fault.
 *
 * <p>Thread-safe. Nothing here blocks: sends are asynchronous, and the lock is never held while the
 * channel is called.
 */
final class Outbox {

  private static final Logger LOG = System.getLogger(Outbox.class.getName());

  private static final int SEND_FAILED = 1011;

  /** One thing to do on the channel, in its turn. */
  private sealed interface Item {
    record Frame(Bytes content) implements Item {}

    record Ping() implements Item {}

    record Close(int code, String text) implements Item {}
  }

  private final FrameChannel channel;
  private final int maxBytes;
  private final LongSupplier nanoClock;

  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Deque<Item> waiting = new ArrayDeque<>();

  /** Of all frames that wait or are in flight. */
  @GuardedBy("lock")
  private long pendingBytes;

  /** The frame that is leaving. */
  @GuardedBy("lock")
  private @Nullable Item leaving;

  @GuardedBy("lock")
  private long inFlightSinceNanos;

  /** A thread is calling the channel; it also sees to whatever is added meanwhile. */
  @GuardedBy("lock")
  private boolean draining;

  /** Nothing more is accepted. */
  @GuardedBy("lock")
  private boolean sealed;

  /** The channel has been told to close. */
  @GuardedBy("lock")
  private boolean over;

  Outbox(FrameChannel channel, int maxBytes, LongSupplier nanoClock) {
    this.channel = channel;
    this.maxBytes = maxBytes;
    this.nanoClock = nanoClock;
  }

  /**
   * Sends a frame after all those accepted before it.
   *
   * @return false if it does not fit; a frame after {@link #close} is dropped, which is no overflow
   */
  boolean send(Bytes frame) {
    synchronized (lock) {
      if (sealed) {
        return true;
      }
      if (pendingBytes > 0 && pendingBytes + frame.size() > maxBytes) {
        return false;
      }
      pendingBytes += frame.size();
      waiting.add(new Item.Frame(frame));
    }
    drain();
    return true;
  }

  /** Pings the peer, unless something waits for it anyhow. */
  void ping() {
    synchronized (lock) {
      if (sealed || pendingBytes > 0) {
        return;
      }
      waiting.add(new Item.Ping());
    }
    drain();
  }

  /**
   * Closes once everything accepted so far has left.
   *
   * @return false if it was closing already, for another reason
   */
  boolean close(int code, String text) {
    synchronized (lock) {
      if (sealed) {
        return false;
      }
      sealed = true;
      waiting.add(new Item.Close(code, text));
    }
    drain();
    return true;
  }

  /** Closes at once, also when it was closing already; what waits is dropped. */
  void abort(int code, String text) {
    synchronized (lock) {
      sealed = true;
      over = true;
      waiting.clear();
    }
    channel.close(code, text);
  }

  /** How many bytes wait or are leaving. */
  long pendingBytes() {
    synchronized (lock) {
      return over ? 0 : pendingBytes;
    }
  }

  /** True once the channel has been told to close. */
  boolean isOver() {
    synchronized (lock) {
      return over;
    }
  }

  /** True if the frame in flight has taken longer than this to leave. */
  boolean stuck(Duration sendTimeout) {
    synchronized (lock) {
      return leaving != null && nanoClock.getAsLong() - inFlightSinceNanos > sendTimeout.toNanos();
    }
  }

  private void drain() {
    Item item = next();
    while (item != null) {
      perform(item);
      synchronized (lock) {
        draining = false;
      }
      item = next();
    }
  }

  private @Nullable Item next() {
    synchronized (lock) {
      // Ordering: whoever finds `draining` set may leave its item behind, because the thread that
      // set it clears it and then looks here once more.
      if (draining || leaving != null) {
        return null;
      }
      Item item = waiting.poll();
      draining = item != null;
      over |= item instanceof Item.Close;
      if (item instanceof Item.Frame) {
        leaving = item;
        inFlightSinceNanos = nanoClock.getAsLong();
      }
      return item;
    }
  }

  /** Throws nothing, or nobody would send what comes after. */
  private void perform(Item item) {
    try {
      tell(item);
    } catch (Throwable fault) {
      if (item instanceof Item.Frame frame) {
        sent(frame, fault);
      } else {
        LOG.log(Level.DEBUG, "A socket neither pings nor closes: {0}", fault.toString());
      }
    }
  }

  private void tell(Item item) {
    if (item instanceof Item.Frame frame) {
      channel.write(frame.content(), failure -> sent(frame, failure));
    } else if (item instanceof Item.Ping) {
      channel.ping();
    } else if (item instanceof Item.Close close) {
      channel.close(close.code(), close.text());
    }
  }

  private void sent(Item.Frame frame, @Nullable Throwable failure) {
    synchronized (lock) {
      // Ordering: a channel that fails after it has told so tells of nothing new.
      if (leaving != frame) {
        return;
      }
      leaving = null;
      pendingBytes -= frame.content().size();
    }
    if (failure == null) {
      drain();
    } else {
      abort(SEND_FAILED, "could not send");
    }
  }
}
