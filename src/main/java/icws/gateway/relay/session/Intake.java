package icws.gateway.relay.session;

import icws.gateway.relay.Limit;
import icws.gateway.relay.RelayContext;
import icws.ic.Bytes;
import icws.ic.DurationText;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One session's frames on their way from its socket to where they are dealt with, one after the
 * other in the order in which they came: on the thread that brings them while that is quick and
 * their address has processor time left, else in turns ({@link AddressLane}).
 *
 * <p>Frames that wait are kept as bytes, for what they are read into can take many times as much.
 * They are bounded in number and bytes as an {@link Inbox} is. Overflow policy: REFUSE_NEWEST,
 * which ends the session, as does the oldest one when it has waited for too long. Thread-safe;
 * frames must come one after the other.
 */
final class Intake {

  /** Deals with frames, one at a time. */
  @FunctionalInterface
  interface Taker {
    /**
     * Deals with a frame, or leaves it for its turn.
     *
     * @param inTurn whether this may take long
     * @return false, and nothing done, if it may take long but must not
     */
    boolean take(Bytes frame, boolean inTurn);
  }

  private record Waiting(Bytes frame, long sinceNanos) {}

  private final AddressLanes lanes;
  private final AddressLane lane;
  private final RelayContext context;
  private final Taker taker;
  private final BiConsumer<Limit, String> overflow;
  private final Consumer<Throwable> failure;

  // Never held while calling out.
  private final Object lock = new Object();
  // Guarded by lock.
  private final Inbox<Waiting> waiting;

  /** Whether a frame is being dealt with, or a turn is to come. */
  private boolean busy;

  private boolean closed;
  private @Nullable Runnable atEnd;

  /**
   * @param address that the frames come from
   * @param lanes where frames are verified that take long
   * @param overflow is told the limit that the frames came to, in words as well
   * @param failure is told what went wrong in a turn
   */
  Intake(
      InetAddress address,
      AddressLanes lanes,
      RelayContext context,
      Taker taker,
      BiConsumer<Limit, String> overflow,
      Consumer<Throwable> failure) {
    this.lanes = lanes;
    this.lane = lanes.enter(address);
    this.context = context;
    this.taker = taker;
    this.overflow = overflow;
    this.failure = failure;
    this.waiting = new Inbox<>(context.settings(), context.inboxSpace());
  }

  /** The lane of the address that the frames come from. */
  AddressLane lane() {
    return lane;
  }

  /** Takes a frame: it was dealt with, or waits for its turn. */
  void receive(Bytes frame) {
    if (!claim()) {
      await(frame, false);
      return;
    }
    long begun = lane.processorNanos();
    boolean left = false;
    try {
      left = !taker.take(frame, false);
    } finally {
      lane.chargeSince(begun);
      if (!left) {
        release();
      }
    }
    if (left) {
      await(frame, true);
    }
  }

  /** Drops what waits; nothing is dealt with from now on. */
  void close() {
    boolean first;
    synchronized (lock) {
      first = !closed;
      closed = true;
      atEnd = null;
      waiting.clear();
    }
    if (first) {
      leave();
    }
  }

  /**
   * Takes no further frames, deals with those that wait, and then is closed.
   *
   * @param then is done at the end, unless this is closed before
   */
  void finish(Runnable then) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      if (busy) {
        atEnd = then;
        return;
      }
      closed = true;
    }
    leave();
    then.run();
  }

  private void leave() {
    lane.leave(this);
    lanes.leave(lane);
  }

  /**
   * Deals with the frame that has waited longest. Called by the lane alone.
   *
   * @return whether there was one
   */
  boolean turn() {
    Waiting next;
    synchronized (lock) {
      next = waiting.poll();
    }
    try {
      if (next != null) {
        dealWith(next);
      }
      return next != null;
    } catch (Throwable fault) {
      failure.accept(fault);
      return true;
    } finally {
      release();
    }
  }

  /** There will be no turn. */
  void fail(Throwable why) {
    failure.accept(why);
  }

  private void dealWith(Waiting next) {
    long waited = context.timers().nanoTime() - next.sinceNanos();
    if (waited > lanes.longestWait().toNanos()) {
      refuse(
          next.sinceNanos(),
          "a frame has waited longer than " + DurationText.of(lanes.longestWait()));
    } else {
      taker.take(next.frame(), true);
    }
  }

  /** Whether a frame that comes now can be dealt with at once, and then nothing else is. */
  private boolean claim() {
    boolean hasTime = lane.hasTime();
    synchronized (lock) {
      boolean claimed = !busy && !closed && hasTime;
      busy |= claimed;
      return claimed;
    }
  }

  /**
   * @param claimed whether nothing else is dealt with until this frame was
   */
  private void await(Bytes frame, boolean claimed) {
    long now = context.timers().nanoTime();
    Optional<String> full;
    boolean waits;
    synchronized (lock) {
      // Ordering: what was claimed came before the end.
      if (closed || (atEnd != null && !claimed)) {
        return;
      }
      full = waiting.offer(new Waiting(frame, now), frame.size());
      waits = full.isEmpty() && (claimed || !busy);
      busy |= waits;
    }
    if (full.isPresent()) {
      refuse(now, "too many frames wait for their turn");
    } else if (waits) {
      lane.await(this);
    }
  }

  private void refuse(long sinceNanos, String why) {
    Limit limit = lane.limitSince(sinceNanos);
    overflow.accept(
        limit,
        limit == Limit.PROCESSOR_TIME ? why + ": your address uses too much processor time" : why);
  }

  /** What was under way is done: what waits has its turn. */
  private void release() {
    boolean more;
    @Nullable Runnable end;
    synchronized (lock) {
      // Ordering: this may be closed before its next turn, and then has none.
      waiting.arrived();
      more = !waiting.isEmpty();
      end = more ? null : atEnd;
      if (!more) {
        busy = false;
        closed |= end != null;
      }
    }
    if (more) {
      lane.await(this);
    } else if (end != null) {
      leave();
      end.run();
    }
  }
}
