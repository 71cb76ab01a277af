package icws.gateway.relay;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Canister;
import icws.gateway.canister.Failure;
import icws.gateway.canister.Verdict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Clients without a session whose canisters have not been told that they have gone: they are told
 * until they accept it or refuse, for as long as that takes.
 *
 * <p>Each canister has a queue of its own, with at most {@value #MOST_IN_FLIGHT} closings on their
 * way. One that fails leaves its client in the queue, which then rests, longer with each failure up
 * to {@link Backoff#longest}; after that a single closing goes out first. So one canister's trouble
 * delays no other's clients. No queue holds more than the record. Thread-safe.
 */
final class Orphans {

  private static final Logger LOG = System.getLogger(Orphans.class.getName());

  /** Of one canister. */
  static final int MOST_IN_FLIGHT = 32;

  private final Function<Destination, Canister> network;
  private final RelayContext context;
  private final Consumer<SessionEntry> atEnd;

  // Never held while calling out.
  private final Object lock = new Object();
  // Guarded by lock.
  private final Map<Destination, OrphanQueue> queues = new HashMap<>();
  private boolean stopped;

  /**
   * @param network makes the canister of a destination
   * @param atEnd is told of each client whose closing is settled
   */
  Orphans(
      Function<Destination, Canister> network, RelayContext context, Consumer<SessionEntry> atEnd) {
    this.network = network;
    this.context = context;
    this.atEnd = atEnd;
  }

  /** How many there are. */
  int size() {
    synchronized (lock) {
      return queues.values().stream().mapToInt(OrphanQueue::size).sum();
    }
  }

  /** Takes a client over; its canister is told as soon as it is this one's turn. */
  void add(SessionEntry entry) {
    synchronized (lock) {
      queues.computeIfAbsent(entry.destination(), any -> new OrphanQueue()).add(entry);
    }
    tell(entry.destination());
  }

  /** Somebody waits for one of a canister's: its queue rests no longer. */
  void hurry(Destination destination) {
    synchronized (lock) {
      OrphanQueue queue = queues.get(destination);
      if (queue != null) {
        queue.wake();
      }
    }
    tell(destination);
  }

  /** Tells no more canisters; what is on its way still counts. */
  void stop() {
    synchronized (lock) {
      stopped = true;
      queues.values().forEach(OrphanQueue::wake);
    }
  }

  private void tell(Destination destination) {
    List<SessionEntry> due;
    synchronized (lock) {
      OrphanQueue queue = queues.get(destination);
      due = queue == null || stopped ? List.of() : queue.due();
    }
    if (due.isEmpty()) {
      return;
    }
    Canister canister = network.apply(destination);
    for (SessionEntry entry : due) {
      Asking.ask(
          () -> canister.close(entry.client()).make(),
          (verdict, error) -> told(entry, verdict, error));
    }
  }

  private void told(SessionEntry entry, @Nullable Verdict verdict, @Nullable Throwable error) {
    if (verdict != null && isSettled(verdict)) {
      settled(entry);
    } else {
      failed(entry, error == null ? verdict : error);
    }
    tell(entry.destination());
  }

  /** Whether a canister that answered so to a closing does not have the client any more. */
  static boolean isSettled(Verdict verdict) {
    return verdict instanceof Accepted
        || (verdict instanceof Failure failure && failure.kind().isAnswer());
  }

  private void settled(SessionEntry entry) {
    boolean last = false;
    synchronized (lock) {
      OrphanQueue queue = queues.get(entry.destination());
      if (queue != null && queue.settled()) {
        queues.remove(entry.destination());
        last = queues.isEmpty();
      }
    }
    atEnd.accept(entry);
    if (last) {
      context.log().log(LOG, Level.INFO, "Every canister knows of the clients that have gone");
    }
  }

  private void failed(SessionEntry entry, @Nullable Object why) {
    int inARow = 0;
    synchronized (lock) {
      OrphanQueue queue = queues.get(entry.destination());
      if (queue != null && queue.failed(entry) && !stopped) {
        inARow = queue.failures();
        rest(queue, entry.destination());
      }
    }
    if (inARow > 0) {
      context.log().log(
          LOG,
          inARow == 1 ? Level.WARNING : Level.DEBUG,
          "The canister of {0} does not know yet that it has gone, {1} failures in a row: {2}",
          entry,
          inARow,
          why);
    }
  }

  /** Called under the lock. */
  private void rest(OrphanQueue queue, Destination destination) {
    Alarms alarms = context.alarms();
    Duration delay = context.settings().backoff().delay(queue.failures(), alarms.jitter());
    Optional<Future<?>> alarm = alarms.after(delay, () -> hurry(destination));
    alarm.ifPresentOrElse(queue::rest, () -> stopped = true);
  }
}
