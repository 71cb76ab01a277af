package icws.gateway.relay.session;

import icws.gateway.relay.Limit;
import icws.gateway.relay.Timers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One client address: what its frames may take of the processors, and those of its sessions that
 * wait for a turn.
 *
 * <p>A turn deals with one frame of one session. The address has one turn at a time, and goes to
 * the end of the line of all addresses for its next, so that a long queue of one does not delay
 * another; within an address its sessions take turns. Whatever its frames take, in turns and
 * elsewhere, is charged to the address; when it has used up its share it rests until there is some
 * again. What waits is bounded by the number of sessions, and by {@link Intake} for each of them.
 * Thread-safe.
 */
final class AddressLane {

  private static final Logger LOG = System.getLogger(AddressLane.class.getName());

  private final InetAddress address;
  private final Timers timers;
  private final Executor turns;
  private final LongSupplier processorNanos;
  private final LongConsumer used;

  /** How many sessions the address has. Guarded by the lock of {@link AddressLanes}. */
  int sessions;

  /** Whether the lane is looked at again when its time is made good. Guarded as that. */
  boolean expires;

  // Never held while calling out.
  private final Object lock = new Object();
  // Guarded by lock.
  private final Set<Intake> waiting = new LinkedHashSet<>();
  private final ProcessorShare.Bucket bucket;

  /** Whether a turn is under way or to come. */
  private boolean moving;

  private long restsUntil;

  /**
   * @param used told of the processor time that frames of the address have taken, in nanoseconds
   */
  AddressLane(
      InetAddress address,
      ProcessorShare share,
      Timers timers,
      Executor turns,
      LongSupplier processorNanos,
      LongConsumer used) {
    this.address = address;
    this.timers = timers;
    this.turns = turns;
    this.processorNanos = processorNanos;
    this.used = used;
    this.restsUntil = timers.nanoTime();
    this.bucket = share.new Bucket(restsUntil);
  }

  InetAddress address() {
    return address;
  }

  /** Does something at once, in this thread, and charges the address with what it takes. */
  boolean meter(BooleanSupplier task) {
    long begun = processorNanos();
    try {
      return task.getAsBoolean();
    } finally {
      chargeSince(begun);
    }
  }

  /** The processor time that this thread has used. */
  long processorNanos() {
    return processorNanos.getAsLong();
  }

  /**
   * Charges the address with what this thread has done.
   *
   * @param begunNanos the {@link #processorNanos} when it began
   */
  void chargeSince(long begunNanos) {
    long usedNanos = processorNanos() - begunNanos;
    used.accept(usedNanos);
    synchronized (lock) {
      bucket.charge(usedNanos, timers.nanoTime());
    }
  }

  /** Whether the address has processor time left. */
  boolean hasTime() {
    synchronized (lock) {
      return bucket.emptyFor(timers.nanoTime()) == 0;
    }
  }

  /** How long until the address has its whole share again. */
  Duration indebted() {
    synchronized (lock) {
      return Duration.ofNanos(bucket.fullIn(timers.nanoTime()));
    }
  }

  /** The limit that keeps a frame waiting which came at a time of {@link Timers#nanoTime}. */
  Limit limitSince(long nanos) {
    synchronized (lock) {
      return restsUntil - nanos > 0 ? Limit.PROCESSOR_TIME : Limit.PROCESSOR_WAIT;
    }
  }

  /** How many sessions wait. */
  int waiting() {
    synchronized (lock) {
      return waiting.size();
    }
  }

  /** Gives a session a turn, after those that wait. */
  void await(Intake intake) {
    long rest;
    synchronized (lock) {
      waiting.add(intake);
      if (moving) {
        return;
      }
      moving = true;
      rest = rest();
    }
    moveAfter(rest);
  }

  /** A session needs no turn any more. */
  void leave(Intake intake) {
    synchronized (lock) {
      waiting.remove(intake);
    }
  }

  /** How long to wait before the next turn. Called under the lock. */
  private long rest() {
    long now = timers.nanoTime();
    long rest = bucket.emptyFor(now);
    if (rest > 0) {
      restsUntil = now + rest;
    }
    return rest;
  }

  private void moveAfter(long restNanos) {
    if (restNanos == 0) {
      move();
    } else if (timers.after(Duration.ofNanos(restNanos), this::move).isEmpty()) {
      strand(new IllegalStateException("the scheduler has stopped"));
    }
  }

  private void move() {
    try {
      turns.execute(this::turn);
    } catch (Throwable notStarted) {
      strand(notStarted);
    }
  }

  private void turn() {
    try {
      Intake next = next();
      if (next != null) {
        meter(next::turn);
      }
    } catch (Throwable fault) {
      LOG.log(
          Level.ERROR,
          "Verifying what a client has sent failed, which is a fault of the gateway itself",
          fault);
    }
    moveOn();
  }

  private void moveOn() {
    long rest;
    synchronized (lock) {
      if (waiting.isEmpty()) {
        moving = false;
        return;
      }
      rest = rest();
    }
    moveAfter(rest);
  }

  private @Nullable Intake next() {
    synchronized (lock) {
      Iterator<Intake> oldest = waiting.iterator();
      if (!oldest.hasNext()) {
        return null;
      }
      Intake next = oldest.next();
      oldest.remove();
      return next;
    }
  }

  /** No turn can be had: whoever waits for one is told. */
  private void strand(Throwable why) {
    List<Intake> stranded;
    synchronized (lock) {
      stranded = List.copyOf(waiting);
      waiting.clear();
      moving = false;
    }
    LOG.log(Level.DEBUG, "No turn for " + stranded.size() + " sessions", why);
    stranded.forEach(intake -> intake.fail(why));
  }
}
