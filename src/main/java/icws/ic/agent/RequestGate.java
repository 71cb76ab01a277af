package icws.ic.agent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests out: so many at once, and so many a second; others wait. Each is a party's, a
 * canister's for instance, and goes by a {@link Lane}.
 *
 * <p>Polls have places of their own, and so have openings and closings of sessions, beside those of
 * calls and questions: however many of the one kind are out or wait, another goes out. Within each
 * kind no party holds more places than are left for the others, be it of those out or of those that
 * wait. A party's requests in one lane go out in order, the parties' in turn. Where there are not
 * enough for a second, the lanes go first that come first. Overflow policy: REFUSE_NEWEST.
 * Thread-safe.
 */
final class RequestGate {

  private static final Logger LOG = System.getLogger(RequestGate.class.getName());

  /** What came of a request to go out. */
  enum Entry {
    OUT,
    WAITS,
    REFUSED
  }

  /** Has something done later; false if that is not possible any more. */
  @FunctionalInterface
  interface Later {
    boolean run(Duration delay, Runnable task);
  }

  /** One request. Its start answers true, or false if it is no longer wanted. */
  static final class Ticket {
    private final String party;
    private final BooleanSupplier start;

    // Guarded by the gate.
    private Lane lane;
    private boolean out;

    Ticket(String party, Lane lane, BooleanSupplier start) {
      this.party = party;
      this.lane = lane;
      this.start = start;
    }
  }

  /** The places of one kind of requests. */
  private record Room(Places out, Places waiting) {
    Room(int out, int waiting) {
      this(new Places(out), new Places(waiting));
    }
  }

  private final Later later;

  // All guarded by this.
  private final Room awaited;
  private final Room sessions;
  private final Room polls;
  private final TokenBucket budget;
  private final Map<Lane, TurnQueue<Ticket>> lines = new EnumMap<>(Lane.class);
  private final Map<Lane, Integer> passedOver = new EnumMap<>(Lane.class);
  private boolean waitsForBudget;
  private long refused;
  private long delayed;
  private long departed;

  /**
   * @param limits those of requests in flight, waiting and a second
   * @param later wakes the gate when the budget allows another request
   */
  RequestGate(HttpLimits limits, LongSupplier nanoClock, Later later) {
    this.later = later;
    this.awaited = new Room(limits.maxInFlight(), limits.maxWaiting());
    this.sessions = new Room(limits.maxInFlight(), limits.maxWaiting());
    this.polls = new Room(limits.maxPollsInFlight(), limits.maxWaiting());
    this.budget = new TokenBucket(limits.requestsPerSecond(), limits.burst(), nanoClock);
    for (Lane lane : Lane.values()) {
      lines.put(lane, new TurnQueue<>());
      passedOver.put(lane, 0);
    }
  }

  /**
   * Lets a request out now or when its turn comes. One that is out is the caller's to start, at
   * once, and must {@link #leave}; one that waits is started here; one that is refused never is.
   */
  synchronized Entry enter(Ticket ticket) {
    if (!mayGoAtOnce(ticket)) {
      return queue(ticket) ? Entry.WAITS : Entry.REFUSED;
    }
    depart(ticket);
    return Entry.OUT;
  }

  /** A request that was let out was not started after all. */
  void back(Ticket ticket) {
    takeBack(ticket);
    letOut();
  }

  /** A request that was out has ended. More than once is as good as once. */
  void leave(Ticket ticket) {
    synchronized (this) {
      if (!ticket.out) {
        return;
      }
      ticket.out = false;
      room(ticket.lane).out.giveBack(ticket.party);
    }
    letOut();
  }

  /** Takes a request back; false if it does not wait. */
  synchronized boolean withdraw(Ticket ticket) {
    boolean waited = line(ticket.lane).remove(ticket.party, ticket);
    if (waited) {
      room(ticket.lane).waiting.giveBack(ticket.party);
    }
    return waited;
  }

  /** There is reason now to expect news: a party's idle looks are idle no longer. */
  synchronized void hurry(String party) {
    for (Ticket ticket : line(Lane.IDLE).takeAll(party)) {
      ticket.lane = Lane.NEWS;
      line(Lane.NEWS).add(party, ticket);
    }
  }

  /** How many are out. */
  synchronized int inFlight() {
    return awaited.out.taken() + sessions.out.taken() + polls.out.taken();
  }

  /** How many wait for their turn. */
  synchronized int waiting() {
    return awaited.waiting.taken() + sessions.waiting.taken() + polls.waiting.taken();
  }

  /** How many have been refused. */
  synchronized long refused() {
    return refused;
  }

  /** How many had to wait although there was a place, because of the number a second. */
  synchronized long delayed() {
    return delayed;
  }

  /** How many have gone out. */
  synchronized long departed() {
    return departed;
  }

  private void letOut() {
    for (Ticket next = next(); next != null; next = next()) {
      start(next);
    }
  }

  private void start(Ticket ticket) {
    boolean started = false;
    try {
      started = ticket.start.getAsBoolean();
    } catch (Throwable broken) {
      LOG.log(Level.ERROR, "A request could not be started", broken);
    }
    if (!started) {
      takeBack(ticket);
    }
  }

  private synchronized void takeBack(Ticket ticket) {
    ticket.out = false;
    departed--;
    budget.putBack();
    room(ticket.lane).out.giveBack(ticket.party);
  }

  /** Takes the place of the next request whose turn it is; null if none may go out. */
  private synchronized @Nullable Ticket next() {
    Lane lane = nextLane();
    if (lane == null || !spend()) {
      return null;
    }
    for (Lane behind : Lane.values()) {
      if (behind.compareTo(lane) > 0 && isReady(behind)) {
        passedOver.merge(behind, 1, Integer::sum);
      }
    }
    passedOver.put(lane, 0);
    Ticket ticket = line(lane).take(nextParty(lane).orElseThrow());
    room(lane).waiting.giveBack(ticket.party);
    depart(ticket);
    return ticket;
  }

  /** The first lane with a request that has a place, unless one behind it has waited enough. */
  private @Nullable Lane nextLane() {
    Lane next = null;
    for (Lane lane : Lane.values()) {
      if (isReady(lane) && (next == null || passedOver(lane) >= lane.patience())) {
        next = lane;
      }
    }
    return next;
  }

  private int passedOver(Lane lane) {
    return passedOver.getOrDefault(lane, 0);
  }

  private boolean isReady(Lane lane) {
    return nextParty(lane).isPresent();
  }

  private Optional<String> nextParty(Lane lane) {
    Places places = room(lane).out;
    return places.isFull() ? Optional.empty() : line(lane).next(places::hasRoomFor);
  }

  private boolean mayGoAtOnce(Ticket ticket) {
    if (!room(ticket.lane).out.hasRoomFor(ticket.party)) {
      return false;
    }
    boolean first = !waitsForBudget && !line(ticket.lane).has(ticket.party);
    if (first && spend()) {
      return true;
    }
    delayed++;
    return false;
  }

  /** Takes one of those that may go out in a second; if there is none, sees to it later. */
  private boolean spend() {
    if (budget.take()) {
      return true;
    }
    if (!waitsForBudget) {
      // Ordering: the time may be over before this is.
      waitsForBudget = true;
      if (!later.run(Duration.ofNanos(budget.nanosUntilNext()), this::budgetIsBack)) {
        waitsForBudget = false;
      }
    }
    return false;
  }

  private void budgetIsBack() {
    synchronized (this) {
      waitsForBudget = false;
    }
    letOut();
  }

  private boolean queue(Ticket ticket) {
    Places waiting = room(ticket.lane).waiting;
    if (!waiting.hasRoomFor(ticket.party)) {
      refused++;
      return false;
    }
    waiting.take(ticket.party);
    line(ticket.lane).add(ticket.party, ticket);
    return true;
  }

  private void depart(Ticket ticket) {
    room(ticket.lane).out.take(ticket.party);
    ticket.out = true;
    departed++;
  }

  private Room room(Lane lane) {
    return switch (lane) {
      case CALL, QUESTION -> awaited;
      case SESSION -> sessions;
      case NEWS, IDLE -> polls;
    };
  }

  private TurnQueue<Ticket> line(Lane lane) {
    return Objects.requireNonNull(lines.get(lane));
  }
}
