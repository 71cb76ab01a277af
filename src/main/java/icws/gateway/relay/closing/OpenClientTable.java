package icws.gateway.relay.closing;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Failure;
import icws.gateway.canister.Verdict;
import icws.gateway.relay.AsyncCalls;
import icws.gateway.relay.Destination;
import icws.gateway.relay.Limit;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.call.CanisterCallers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The clients that this gateway may have open at their canisters, each once, in memory and in the
 * durable {@link SessionRecord}.
 *
 * <p>A client is in the table from before its {@code ws_open} until its {@code ws_close} is
 * settled: accepted, or refused by a canister that has forgotten it. If the closing does not get
 * through, the client stays in the table as an orphan (see {@link Closings}), and its entry in the
 * record. A session of a client that is in the table already waits until it is not, for as long as
 * a call is repeated, so that no {@code ws_close} overtakes a later {@code ws_open}. Thread-safe;
 * every method returns at once.
 */
public final class OpenClientTable {

  private static final Logger LOG = System.getLogger(OpenClientTable.class.getName());

  private static final class Place {
    // Guarded by the table's lock. A client has one session at once, so one waits at most.
    private @Nullable CompletableFuture<Verdict> waiting;
    private boolean closing;

    /** Until when an opening of an earlier session may still be carried out. */
    private @Nullable Instant doubtfulUntil;

    boolean isDoubtful(Instant now) {
      return doubtfulUntil != null && now.isBefore(doubtfulUntil);
    }

    boolean isAwaited() {
      return waiting != null && !waiting.isDone();
    }
  }

  private final SessionRecord record;
  private final RelayContext context;
  private final Closings closings;

  // Never held while calling out.
  private final Object lock = new Object();
  // Guarded by lock.
  private final Map<SessionEntry, Place> places = new HashMap<>();

  /**
   * @param record keeps the table over the life of the gateway
   */
  public OpenClientTable(SessionRecord record, CanisterCallers callers, RelayContext context) {
    this.record = record;
    this.context = context;
    this.closings = new Closings(callers, context, new Books());
  }

  /** How many clients have no session here any more, and canisters that do not know it yet. */
  public int orphans() {
    return closings.orphans();
  }

  /** How many clients have left and are still to be closed, orphans included. */
  public int closings() {
    return closings.size();
  }

  /** Whether so many clients have left and are still to be closed that nobody is to be let in. */
  public boolean isFull() {
    return closings.isFull();
  }

  /** Which limit a client of a canister comes to that would be let in now; empty if none. */
  public Optional<Limit> reached(Destination destination) {
    return closings.reached(destination);
  }

  /**
   * Closes clients that an earlier run left open. To be called before anybody is let in; those that
   * were adopted before are passed over.
   */
  public void adopt(Collection<SessionRecord.LeftBehind> leftBehind) {
    for (SessionRecord.LeftBehind left : leftBehind) {
      boolean first;
      synchronized (lock) {
        Place place = new Place();
        place.closing = true;
        first = places.putIfAbsent(left.entry(), place) == null;
      }
      if (first) {
        adopt(left);
      }
    }
  }

  private void adopt(SessionRecord.LeftBehind left) {
    Instant noted = left.since();
    Instant now = context.timers().now();
    // A clock may have been wrong.
    Instant since = noted == null || noted.isAfter(now) ? now : noted;
    if (noted == null) {
      record.orphan(left.entry(), since);
    }
    closings.add(Closing.ofOrphan(left.entry(), since));
  }

  /**
   * Tells no more canisters of orphans, which stay in the record; what sessions have to close is no
   * longer held back.
   */
  public void stop() {
    closings.stop();
  }

  /**
   * Puts a session's client in the table and in the record.
   *
   * @param claim to be completed: with {@link Accepted} when the client is entered, with a failure
   *     if it cannot be. Whoever completes it earlier gives the claim up
   */
  public CompletableFuture<Verdict> enter(SessionEntry entry, CompletableFuture<Verdict> claim) {
    CompletableFuture<Verdict> superseded = null;
    boolean free;
    boolean closing = false;
    synchronized (lock) {
      Place place = places.putIfAbsent(entry, new Place());
      free = place == null;
      if (place != null) {
        superseded = place.waiting;
        place.waiting = claim;
        closing = place.closing;
      }
    }
    if (superseded != null) {
      superseded.complete(failure("another session of this client has come"));
    }
    if (free) {
      write(entry, claim);
    } else {
      limitWait(claim);
    }
    if (closing) {
      closings.hurry(entry);
    }
    return claim;
  }

  /**
   * Takes back what the session of a client has left behind.
   *
   * @param entry null if it has not come so far as to have one
   * @param then is told when nothing of it is left
   */
  public void undo(@Nullable SessionEntry entry, SessionTrace trace, Runnable then) {
    if (entry == null) {
      then.run();
      return;
    }
    switch (trace) {
      case NOTHING -> then.run();
      case RECORDED -> {
        context.faults().contain("Striking a client", () -> leave(entry));
        then.run();
      }
      case MAY_BE_OPEN -> close(Closing.of(entry, then));
      case MAY_BE_OPENED_LATER -> close(Closing.inDoubt(entry, then, context.timers().now()));
    }
  }

  /** A client's session has ended, and its canister knows or never opened it. */
  private void leave(SessionEntry entry) {
    // Ordering: struck before the next session is entered, whose entry then stays.
    record.strike(entry);
    passOn(entry);
  }

  /** A client is leaving, and its canister is to be told. */
  private void close(Closing closing) {
    boolean awaited;
    synchronized (lock) {
      Place place = places.get(closing.entry());
      awaited = place != null && place.isAwaited();
      if (place != null) {
        place.closing = true;
        place.doubtfulUntil = null;
      }
    }
    closings.add(closing);
    if (awaited) {
      closings.hurry(closing.entry());
    }
  }

  private void passOn(SessionEntry entry) {
    Instant now = context.timers().now();
    CompletableFuture<Verdict> next = null;
    Instant doubtfulUntil = null;
    synchronized (lock) {
      Place place = places.remove(entry);
      if (place != null) {
        next = place.waiting;
        doubtfulUntil = next == null && place.isDoubtful(now) ? place.doubtfulUntil : null;
      }
      if (place != null && (next != null || doubtfulUntil != null)) {
        Place successor = new Place();
        successor.doubtfulUntil = place.doubtfulUntil;
        places.put(entry, successor);
      }
    }
    if (next != null) {
      write(entry, next);
    } else if (doubtfulUntil != null) {
      // Whoever came back was not opened, and so did not close what may be opened yet.
      writeAgain(entry);
      close(Closing.stillInDoubt(entry, doubtfulUntil));
    }
  }

  /** It was struck when its place was given on, and a start after this is to find it. */
  private void writeAgain(SessionEntry entry) {
    AsyncCalls.ask(
        context.faults(),
        () -> record.enter(entry),
        (done, error) -> {
          if (error != null) {
            LOG.log(Level.DEBUG, "Not recorded again: " + entry, error);
          }
        });
  }

  private void write(SessionEntry entry, CompletableFuture<Verdict> claim) {
    if (claim.isDone()) {
      passOn(entry);
      return;
    }
    AsyncCalls.ask(
        context.faults(), () -> record.enter(entry), (done, error) -> written(entry, claim, error));
  }

  private void written(
      SessionEntry entry, CompletableFuture<Verdict> claim, @Nullable Throwable error) {
    if (error != null) {
      if (error instanceof Error) {
        context.faults().report("Recording a client", error);
      }
      LOG.log(Level.DEBUG, "Not recorded: " + entry, error);
      claim.complete(failure("the gateway cannot record its sessions at the moment"));
      passOn(entry);
    } else if (!claim.complete(Accepted.ACCEPTED)) {
      // Ordering: given up while it was written; nobody else strikes it.
      leave(entry);
    }
  }

  private void limitWait(CompletableFuture<Verdict> claim) {
    String why = "the canister is still to be told that this client has left before";
    context
        .timers()
        .after(context.settings().retryPolicy().patience(), () -> claim.complete(failure(why)))
        .ifPresent(timer -> cancelAfter(claim, timer));
  }

  // Cancelling cannot fail.
  @SuppressWarnings("FutureReturnValueIgnored")
  private static void cancelAfter(CompletableFuture<Verdict> claim, Future<?> timer) {
    claim.whenComplete((verdict, error) -> timer.cancel(false));
  }

  /** What becomes of those that are closed. */
  private final class Books implements Closings.Owner {

    @Override
    public void settled(SessionEntry entry, @Nullable Instant doubtfulUntil) {
      synchronized (lock) {
        Place place = places.get(entry);
        if (place != null) {
          place.doubtfulUntil = doubtfulUntil;
        }
      }
      leave(entry);
    }

    @Override
    public void orphaned(SessionEntry entry, Instant since) {
      record.orphan(entry, since);
    }

    @Override
    public boolean isAwaited(SessionEntry entry) {
      synchronized (lock) {
        Place place = places.get(entry);
        return place != null && place.isAwaited();
      }
    }
  }

  private static Failure failure(String why) {
    return new Failure(Failure.Kind.UNREACHABLE, why);
  }
}
