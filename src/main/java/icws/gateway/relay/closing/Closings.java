package icws.gateway.relay.closing;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Failure;
import icws.gateway.canister.Verdict;
import icws.gateway.relay.AsyncCalls;
import icws.gateway.relay.ClosingSettings;
import icws.gateway.relay.Destination;
import icws.gateway.relay.GatewayEvent;
import icws.gateway.relay.Limit;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.RetryPolicy;
import icws.gateway.relay.Timers;
import icws.gateway.relay.call.CanisterCallers;
import icws.ic.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Clients that have left and whose canisters do not know it yet: they are told until they accept it
 * or refuse, or until a client has had no session for {@link ClosingSettings#orphanAge}.
 *
 * <p>Each canister has a {@link ClosingQueue} of its own, so one canister's trouble delays no
 * other's clients, and what is to be closed leaves room for what is open. A client whose first
 * closing fails has no session from then on: it is an <i>orphan</i>, and the queue rests, longer
 * with each failure up to {@link RetryPolicy#longest}.
 *
 * <p>How many there may be, {@link ClosingQueues} has it. Thread-safe; every method returns at
 * once.
 */
public final class Closings {

  /** The least time between two closings to canisters that do not answer, whichever they are. */
  private static final Duration SPREAD = Duration.ofMillis(100);

  /** Who keeps the books of the clients. Called without a lock. */
  interface Owner {
    /**
     * A client is closed no longer.
     *
     * @param doubtfulUntil until when an opening may still be carried out that nobody has closed;
     *     null if nothing of the client is left
     */
    void settled(SessionEntry entry, @Nullable Instant doubtfulUntil);

    /** A client has no session any more. */
    void orphaned(SessionEntry entry, Instant since);

    /** Whether the client has come back and waits for its closing. */
    boolean isAwaited(SessionEntry entry);
  }

  private final CanisterCallers callers;
  private final RelayContext context;
  private final ClosingSettings settings;
  private final Owner owner;

  // Never held while calling out.
  private final Object lock = new Object();
  // Guarded by lock, as is what is in them.
  private final ClosingQueues queues;
  private boolean stopping;

  Closings(CanisterCallers callers, RelayContext context, Owner owner) {
    this.callers = callers;
    this.context = context;
    this.settings = context.settings().closings();
    this.owner = owner;
    this.queues = new ClosingQueues(settings);
  }

  /** How many there are. */
  int size() {
    synchronized (lock) {
      return queues.size();
    }
  }

  /** How many clients have no session any more. */
  int orphans() {
    synchronized (lock) {
      return queues.orphans();
    }
  }

  /** Whether nobody is to be let in, at whatever canister. */
  boolean isFull() {
    synchronized (lock) {
      return queues.areFull();
    }
  }

  /** Which limit a client comes to that would be let in now; empty if none. */
  Optional<Limit> reached(Destination destination) {
    synchronized (lock) {
      return queues.reached(destination);
    }
  }

  /** Takes a client over; its canister is told as soon as it is this one's turn. */
  void add(Closing closing) {
    Orphaned orphaned = Orphaned.NOBODY;
    synchronized (lock) {
      queues.add(closing);
      if (queues.of(closing).failures() > 0) {
        orphaned = orphan(List.of(closing));
      }
    }
    tell(orphaned);
    tell(closing.destination());
  }

  /** Somebody waits for this one: it goes first, and the queue rests no longer. */
  void hurry(SessionEntry entry) {
    Closing doubtful;
    synchronized (lock) {
      ClosingQueue queue = queues.find(entry.destination());
      if (queue == null) {
        return;
      }
      doubtful = queue.takeDoubtful(entry);
      queue.urge(entry);
      queue.wake();
    }
    if (doubtful != null) {
      // The session that waits closes the client again, when it ends.
      end(doubtful, doubtful.doubtfulUntil());
    }
    tell(entry.destination());
  }

  /**
   * Nothing is done for orphans any more: they stay in the record. What sessions have to close goes
   * out without a limit.
   */
  void stop() {
    Collection<Destination> all;
    synchronized (lock) {
      stopping = true;
      queues.dropOrphans();
      all = queues.destinations();
      all.forEach(this::wake);
    }
    all.forEach(this::tell);
  }

  /** Called under the lock. */
  private void wake(Destination destination) {
    ClosingQueue queue = queues.find(destination);
    if (queue != null) {
      queue.wake();
    }
  }

  private void tell(Destination destination) {
    List<Closing> due;
    synchronized (lock) {
      ClosingQueue queue = queues.find(destination);
      due = queue == null ? List.of() : queue.due(stopping);
    }
    for (Closing closing : due) {
      AsyncCalls.ask(
          context.faults(),
          () -> closing.make(callers.of(destination), context.timers().nanoTime()),
          (verdict, error) -> told(closing, verdict, error));
    }
  }

  private void told(Closing closing, @Nullable Verdict verdict, @Nullable Throwable error) {
    if (error != null) {
      context.faults().report("Telling a canister that a client has gone", error);
    }
    if (verdict == null || !isSettled(verdict)) {
      failed(closing, error == null ? verdict : error);
    } else if (isFinal(closing, verdict)) {
      succeeded(closing, verdict);
    } else {
      doubted(closing);
    }
    tell(closing.destination());
  }

  /** Whether a canister that answered so to a closing does not have the client. */
  private static boolean isSettled(Verdict verdict) {
    return verdict instanceof Accepted
        || (verdict instanceof Failure failure && failure.kind().isAnswer());
  }

  /** Whether it will not have it later either, by an opening that is still under way. */
  private boolean isFinal(Closing closing, Verdict verdict) {
    return verdict instanceof Accepted
        || !closing.isDoubtful(context.timers().now())
        || owner.isAwaited(closing.entry());
  }

  private void succeeded(Closing closing, Verdict verdict) {
    synchronized (lock) {
      if (!queues.of(closing).succeeded(closing)) {
        return;
      }
    }
    if (verdict instanceof Failure failure && !failure.kind().isRefusal()) {
      tell(new GatewayEvent.ClosingRefused(closing.entry(), failure.text()));
    }
    end(closing, verdict instanceof Accepted ? null : closing.doubtfulUntil());
  }

  /** Nothing of a client is left that is in no queue any more. */
  private void end(Closing closing, @Nullable Instant doubtfulUntil) {
    boolean last;
    synchronized (lock) {
      queues.removed(closing);
      last = closing.isOrphan() && queues.orphans() == 0;
    }
    settle(closing, doubtfulUntil);
    if (last) {
      tell(new GatewayEvent.OrphansSettled());
    }
  }

  private void settle(Closing closing, @Nullable Instant doubtfulUntil) {
    context
        .faults()
        .contain(
            "Striking a client from the record",
            () -> owner.settled(closing.entry(), doubtfulUntil));
    context.faults().contain("Ending a session", closing.takeSession());
  }

  /** Refused, but the opening may still be carried out: told again when it no longer can be. */
  private void doubted(Closing closing) {
    SessionEntry entry = closing.entry();
    Orphaned orphaned;
    synchronized (lock) {
      ClosingQueue queue = queues.of(closing);
      if (!queue.succeeded(closing)) {
        return;
      }
      queue.doubt(closing);
      orphaned = orphan(List.of(closing));
    }
    tell(orphaned);
    context.timers().after(closing.doubtLeft(context.timers().now()), () -> tellAgain(entry));
    // Ordering: whoever came after it was asked for is seen here, or has seen the doubtful one.
    if (owner.isAwaited(entry)) {
      hurry(entry);
    }
  }

  private void tellAgain(SessionEntry entry) {
    synchronized (lock) {
      ClosingQueue queue = queues.find(entry.destination());
      Closing doubtful = queue == null ? null : queue.takeDoubtful(entry);
      if (queue == null || doubtful == null) {
        return;
      }
      queue.add(doubtful);
    }
    tell(entry.destination());
  }

  private void tell(GatewayEvent event) {
    context.events().fire(event);
  }

  private void failed(Closing closing, @Nullable Object why) {
    int inARow;
    Orphaned orphaned;
    synchronized (lock) {
      ClosingQueue queue = queues.of(closing);
      inARow = queue.failed(closing) ? queue.failures() : 0;
      if (inARow > 0) {
        rest(closing.destination(), queue);
      }
      orphaned = orphan(inARow > 0 ? queue.waiting() : List.of(closing));
    }
    tell(orphaned);
    if (inARow > 0) {
      tell(new GatewayEvent.ClosingFailed(closing.entry(), inARow, String.valueOf(why)));
    }
  }

  /** Called under the lock. */
  private void rest(Destination destination, ClosingQueue queue) {
    Timers timers = context.timers();
    Duration delay = context.settings().retryPolicy().delay(queue.failures(), timers.jitter());
    Duration spread = SPREAD.multipliedBy(queues.failing());
    int rest = queue.rest();
    queue.restUntil(
        timers
            .after(
                delay.compareTo(spread) > 0 ? delay : spread,
                () -> restEnded(destination, queue, rest))
            .orElse(null));
  }

  private void restEnded(Destination destination, ClosingQueue queue, int rest) {
    List<Closing> old;
    synchronized (lock) {
      old = queues.takeOrphansBefore(queue, context.timers().now().minus(settings.orphanAge()));
      queue.wakeFrom(rest);
    }
    if (!old.isEmpty()) {
      String age = DurationText.of(settings.orphanAge());
      giveUp(old, destination + " has not been told within icws.record.orphan-age, " + age + ",");
    }
    tell(destination);
  }

  private void giveUp(List<Closing> closings, String why) {
    tell(new GatewayEvent.OrphansGivenUp(why, closings.size()));
    closings.forEach(closing -> settle(closing, null));
  }

  /** Clients that have just lost their sessions, and others that are too many without. */
  private record Orphaned(Instant since, List<Closing> closings, List<Closing> tooMany) {
    static final Orphaned NOBODY = new Orphaned(Instant.EPOCH, List.of(), List.of());
  }

  /**
   * Their sessions end here, whose canister does not answer; at a stop there is nothing else to
   * wait for. Called under the lock.
   */
  private Orphaned orphan(Collection<Closing> closings) {
    if (stopping) {
      return Orphaned.NOBODY;
    }
    Instant now = context.timers().now();
    List<Closing> orphaned = closings.stream().filter(closing -> !closing.isOrphan()).toList();
    orphaned.forEach(closing -> queues.orphan(closing, now));
    return new Orphaned(now, orphaned, queues.takeTooManyOrphans());
  }

  private void tell(Orphaned orphaned) {
    for (Closing closing : orphaned.closings()) {
      context
          .faults()
          .contain(
              "Recording since when a client is gone",
              () -> owner.orphaned(closing.entry(), orphaned.since()));
      context.faults().contain("Ending a session", closing.takeSession());
    }
    if (!orphaned.tooMany().isEmpty()) {
      giveUp(
          orphaned.tooMany(),
          "Canisters that do not answer have not been told, since icws.limits.closings is"
              + " reached,");
    }
  }
}
