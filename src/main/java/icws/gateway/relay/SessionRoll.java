package icws.gateway.relay;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Canister;
import icws.gateway.canister.Failure;
import icws.gateway.canister.Verdict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The clients that this gateway may have open at their canisters, each once, in memory and in the
 * durable {@link SessionRecord}.
 *
 * <p>A client is on the roll from before its {@code ws_open} until its {@code ws_close} is settled:
 * accepted, or refused by a canister that has forgotten it. If the closing does not get through,
 * the client stays on the roll as one of the {@link Orphans}, and its entry in the record. A
 * session of a client that is on the roll already waits until it is not, for as long as a call is
 * repeated, so that no {@code ws_close} overtakes a later {@code ws_open}. Thread-safe; every
 * method returns at once.
 */
public final class SessionRoll {

  private static final Logger LOG = System.getLogger(SessionRoll.class.getName());

  private static final class Place {
    // Guarded by the roll's lock. A client has one session at once, so one waits at most.
    private @Nullable CompletableFuture<Verdict> waiting;
    private boolean orphaned;
  }

  private final SessionRecord record;
  private final RelayContext context;
  private final Orphans orphans;

  // Never held while calling out.
  private final Object lock = new Object();
  // Guarded by lock.
  private final Map<SessionEntry, Place> places = new HashMap<>();

  SessionRoll(SessionRecord record, Function<Destination, Canister> network, RelayContext context) {
    this.record = record;
    this.context = context;
    this.orphans = new Orphans(network, context, this::leave);
  }

  /** How many clients have no session here any more, and canisters that do not know it yet. */
  public int orphans() {
    return orphans.size();
  }

  /** Closes clients that an earlier run left open. */
  public void adopt(Collection<SessionEntry> leftBehind) {
    synchronized (lock) {
      leftBehind.forEach(entry -> places.put(entry, new Place()));
    }
    leftBehind.forEach(this::orphan);
  }

  /** Tells no more canisters of orphans; they stay in the record. */
  public void stop() {
    orphans.stop();
  }

  /**
   * Puts a session's client on the roll and in the record.
   *
   * @param claim to be completed: with {@link Accepted} when the client is entered, with a failure
   *     if it cannot be. Whoever completes it earlier gives the claim up
   */
  CompletableFuture<Verdict> enter(SessionEntry entry, CompletableFuture<Verdict> claim) {
    CompletableFuture<Verdict> superseded = null;
    boolean free;
    boolean orphaned = false;
    synchronized (lock) {
      Place place = places.putIfAbsent(entry, new Place());
      free = place == null;
      if (place != null) {
        superseded = place.waiting;
        place.waiting = claim;
        orphaned = place.orphaned;
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
    if (orphaned) {
      orphans.hurry(entry.destination());
    }
    return claim;
  }

  /** A client's session has ended, and its canister knows or never opened it. */
  void leave(SessionEntry entry) {
    // Ordering: struck before the next session is entered, whose entry then stays.
    record.strike(entry);
    passOn(entry);
  }

  /** A client's session has ended, and its canister could not be told. */
  void orphan(SessionEntry entry) {
    synchronized (lock) {
      Place place = places.get(entry);
      if (place != null) {
        place.orphaned = true;
      }
    }
    orphans.add(entry);
  }

  private void passOn(SessionEntry entry) {
    CompletableFuture<Verdict> next;
    synchronized (lock) {
      Place place = places.remove(entry);
      next = place == null ? null : place.waiting;
      if (next != null) {
        places.put(entry, new Place());
      }
    }
    if (next != null) {
      write(entry, next);
    }
  }

  private void write(SessionEntry entry, CompletableFuture<Verdict> claim) {
    if (claim.isDone()) {
      passOn(entry);
      return;
    }
    Asking.ask(() -> record.enter(entry), (done, error) -> written(entry, claim, error));
  }

  private void written(
      SessionEntry entry, CompletableFuture<Verdict> claim, @Nullable Throwable error) {
    if (error != null) {
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
        .alarms()
        .after(context.settings().backoff().patience(), () -> claim.complete(failure(why)))
        .ifPresent(alarm -> cancelAfter(claim, alarm));
  }

  // Cancelling cannot fail.
  @SuppressWarnings("FutureReturnValueIgnored")
  private static void cancelAfter(CompletableFuture<Verdict> claim, Future<?> alarm) {
    claim.whenComplete((verdict, error) -> alarm.cancel(false));
  }

  private static Failure failure(String why) {
    return new Failure(Failure.Kind.UNREACHABLE, why);
  }
}
