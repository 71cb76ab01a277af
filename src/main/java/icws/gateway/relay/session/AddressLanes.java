package icws.gateway.relay.session;

import icws.gateway.relay.Timers;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The lanes of all client addresses that have sessions. An address is forgotten with its last
 * session, or as soon as the processor time that it has used is made good: coming again does not
 * give it more. All addresses whose time is not made good have used it one after the other, so that
 * without sessions there are at most as many of them as one second holds of {@link
 * ProcessorShare#perSecond}, for each processor. Thread-safe.
 */
public final class AddressLanes {

  private final ProcessorShare share;
  private final Timers timers;
  private final Executor turns;
  private final LongSupplier processorNanos;
  private final LongAdder used = new LongAdder();

  // Never held while calling out.
  private final Object lock = new Object();
  // Guarded by lock, as is every lane's number of sessions.
  private final Map<InetAddress, AddressLane> lanes = new HashMap<>();

  /**
   * @param turns runs what has its turn, in the order of coming: a few threads at most, which leave
   *     the others some of the processors
   * @param processorNanos the processor time that the calling thread has used, in nanoseconds since
   *     any moment
   */
  public AddressLanes(
      ProcessorShare share, Timers timers, Executor turns, LongSupplier processorNanos) {
    this.share = share;
    this.timers = timers;
    this.turns = turns;
    this.processorNanos = processorNanos;
  }

  /** The lane of an address that has one more session; to be left when that is over. */
  AddressLane enter(InetAddress address) {
    synchronized (lock) {
      AddressLane lane =
          lanes.computeIfAbsent(
              address,
              any -> new AddressLane(any, share, timers, turns, processorNanos, used::add));
      lane.sessions++;
      return lane;
    }
  }

  /** A session of an address is over. */
  void leave(AddressLane lane) {
    synchronized (lock) {
      lane.sessions--;
    }
    forget(lane);
  }

  /** Forgets a lane without sessions, now or when its time is made good. */
  private void forget(AddressLane lane) {
    Duration indebted = lane.indebted();
    synchronized (lock) {
      if (lane.sessions > 0 || lane.expires) {
        return;
      }
      lane.expires = !indebted.isZero();
      if (!lane.expires) {
        lanes.remove(lane.address(), lane);
        return;
      }
    }
    timers.after(indebted, () -> expire(lane));
  }

  private void expire(AddressLane lane) {
    synchronized (lock) {
      lane.expires = false;
    }
    forget(lane);
  }

  /** How long a frame may wait for its turn. */
  Duration longestWait() {
    return share.longestWait();
  }

  /** The processor time that frames of all addresses have taken, in nanoseconds. */
  long usedNanos() {
    return used.sum();
  }

  /** How many addresses there are, those included that have used time and have left. */
  public int size() {
    synchronized (lock) {
      return lanes.size();
    }
  }

  /** How many sessions have frames that wait for their turn. */
  public int waiting() {
    List<AddressLane> all;
    synchronized (lock) {
      all = List.copyOf(lanes.values());
    }
    return all.stream().mapToInt(AddressLane::waiting).sum();
  }
}
