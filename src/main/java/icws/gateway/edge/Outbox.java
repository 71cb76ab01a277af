package icws.gateway.edge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.Limit;
import icws.ic.Bytes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent to one client: ordered, bounded in bytes, alone and together with all other
 * outboxes, and in the time that it waits; one send in flight.
 *
 * <p>The bounds refuse, they do not wait: what to do with a client that reads too slowly is its
 * owner's to say. A frame is never too large for the outbox itself while nothing else is pending,
 * so that one large frame is not a fault.
 *
 * <p>Thread-safe. Nothing here blocks: frames are sent asynchronously; pings and closings, with
 * which containers may keep a thread, have other threads; and the lock is never held while the
 * channel is called.
 */
final class Outbox {

  private static final Logger LOG = System.getLogger(Outbox.class.getName());

  private static final int SEND_FAILED = 1011;

  /** One thing to do on the channel, in its turn. */
  private sealed interface Item {
    /**
     * @param dueNanos when it has to have left
     */
    record Frame(Bytes content, long dueNanos) implements Item {}

    /**
     * @param dueNanos when it has to have left
     */
    record Ping(long dueNanos) implements Item {}

    record Close(int code, String text) implements Item {}
  }

  /**
   * What is leaving; of a frame its size alone is kept, for the channel has its own copy. Told
   * apart by identity.
   */
  private static final class Leaving {
    private final int bytes;
    private final long dueNanos;

    Leaving(int bytes, long dueNanos) {
      this.bytes = bytes;
      this.dueNanos = dueNanos;
    }

    int bytes() {
      return bytes;
    }

    long dueNanos() {
      return dueNanos;
    }
  }

  private final FrameChannel channel;
  private final OutboxLimits limits;
  private final Executor blockingCalls;
  private final LongSupplier nanoClock;

  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Deque<Item> waiting = new ArrayDeque<>();

  @GuardedBy("lock")
  private final Backlog backlog;

  /** The frame or ping that is leaving. */
  @GuardedBy("lock")
  private @Nullable Leaving leaving;

  /** A thread is calling the channel; it also sees to whatever is added meanwhile. */
  @GuardedBy("lock")
  private boolean draining;

  /** Nothing more is accepted. */
  @GuardedBy("lock")
  private boolean sealed;

  /** The channel is told to close, or has gone. */
  @GuardedBy("lock")
  private boolean over;

  /** The channel has been told to close, and has returned. */
  private volatile boolean closed;

  /**
   * @param budget of all outboxes
   * @param blockingCalls runs what may keep its thread; any number of calls of one channel at once
   */
  Outbox(
      FrameChannel channel,
      OutboxLimits limits,
      ByteBudget budget,
      Executor blockingCalls,
      LongSupplier nanoClock) {
    this.channel = channel;
    this.limits = limits;
    this.backlog = new Backlog(limits, budget);
    this.blockingCalls = blockingCalls;
    this.nanoClock = nanoClock;
  }

  /**
   * Sends a frame after all those accepted before it.
   *
   * @return the limit that it would pass, after which nothing is accepted any more: the owner has
   *     to {@link #abort}. A frame after {@link #close} is dropped, which passes no limit
   */
  Optional<Limit> send(Bytes frame) {
    synchronized (lock) {
      if (sealed) {
        return Optional.empty();
      }
      Optional<Limit> passed = backlog.add(frame.size());
      if (passed.isPresent()) {
        sealed = true;
        return passed;
      }
      waiting.add(new Item.Frame(frame, dueNanos()));
    }
    drain();
    return Optional.empty();
  }

  /** Pings the peer, unless something waits for it anyhow. */
  void ping() {
    synchronized (lock) {
      if (sealed || leaving != null || !waiting.isEmpty()) {
        return;
      }
      waiting.add(new Item.Ping(dueNanos()));
    }
    drain();
  }

  @GuardedBy("lock")
  private long dueNanos() {
    return nanoClock.getAsLong() + limits.timeFor(backlog.bytes()).toNanos();
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
      dropWaiting();
      if (over) {
        return;
      }
      over = true;
    }
    closeChannel(code, text);
  }

  /**
   * The channel has gone: nothing is left of what waited, whatever the channel still says of it.
   */
  void gone() {
    synchronized (lock) {
      sealed = true;
      over = true;
      waiting.clear();
      backlog.end();
    }
  }

  /** How many bytes wait or are leaving. */
  long pendingBytes() {
    synchronized (lock) {
      return over ? 0 : backlog.bytes();
    }
  }

  /** True once the channel is told to close, or has gone. */
  boolean isOver() {
    synchronized (lock) {
      return over;
    }
  }

  /** True once the channel has been told to close and has done what it does then. */
  boolean isClosed() {
    return closed;
  }

  /** True if what is in flight should have left. */
  boolean isOverdue() {
    synchronized (lock) {
      return leaving != null && nanoClock.getAsLong() - leaving.dueNanos() > 0;
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
      if (item instanceof Item.Frame frame) {
        leaving = new Leaving(frame.content().size(), frame.dueNanos());
      } else if (item instanceof Item.Ping ping) {
        leaving = new Leaving(0, ping.dueNanos());
      }
      return item;
    }
  }

  /** Throws nothing, or nobody would send what comes after. */
  private void perform(Item item) {
    Leaving mine;
    synchronized (lock) {
      mine = leaving;
    }
    try {
      tell(item, mine);
    } catch (Throwable fault) {
      if (mine == null) {
        LOG.log(Level.DEBUG, "A socket does not close: {0}", fault.toString());
      } else {
        sent(mine, fault);
      }
    }
  }

  private void tell(Item item, @Nullable Leaving mine) {
    if (item instanceof Item.Frame frame && mine != null) {
      if (channel.mayBlock()) {
        blockingCalls.execute(() -> write(frame.content(), mine));
      } else {
        write(frame.content(), mine);
      }
    } else if (item instanceof Item.Ping) {
      blockingCalls.execute(this::pingChannel);
    } else if (item instanceof Item.Close close) {
      closeChannel(close.code(), close.text());
    }
  }

  private void write(Bytes frame, Leaving mine) {
    try {
      channel.write(frame, failure -> sent(mine, failure));
    } catch (Throwable fault) {
      sent(mine, fault);
    }
  }

  private void pingChannel() {
    try {
      channel.ping();
    } catch (Throwable fault) {
      LOG.log(Level.DEBUG, "A socket does not ping: {0}", fault.toString());
    }
    synchronized (lock) {
      leaving = null;
    }
    drain();
  }

  private void closeChannel(int code, String text) {
    blockingCalls.execute(
        () -> {
          try {
            channel.close(code, text);
          } finally {
            closed = true;
          }
        });
  }

  private void sent(Leaving frame, @Nullable Throwable failure) {
    synchronized (lock) {
      // Ordering: a channel that fails after it has told so tells of nothing new.
      if (leaving != frame) {
        return;
      }
      leaving = null;
      backlog.remove(frame.bytes());
    }
    if (failure == null) {
      drain();
    } else {
      abort(SEND_FAILED, "could not send");
    }
  }

  @GuardedBy("lock")
  private void dropWaiting() {
    for (Item item : waiting) {
      if (item instanceof Item.Frame frame) {
        backlog.remove(frame.content().size());
      }
    }
    waiting.clear();
  }
}
