package icws.gateway.edge;

import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.Events;
import icws.gateway.relay.Faults;
import icws.gateway.relay.GatewayEvent;
import icws.gateway.relay.Limit;
import icws.gateway.relay.session.ClientSession;
import icws.gateway.relay.session.ClientSocket;
import icws.gateway.wire.CloseReason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that are open, at most {@link EdgeLimits#maxConnections} of them.
 *
 * <p>Whoever comes before {@link #admit}, or when the house is full, is refused, or closed with
 * 1013 if it is a socket already. Thread-safe.
 */
public final class Connections {
  private static final String STARTING = "the gateway is starting";

  /** Seconds: about as long as it takes until something has changed. */
  private static final Map<String, String> RETRY_AFTER = Map.of("Retry-After", "1");

  /** Makes the sessions of sockets. */
  @FunctionalInterface
  public interface Sessions {
    /**
     * The session of a socket that has just opened.
     *
     * @param protocol the name of the protocol that the socket's client speaks
     */
    ClientSession connect(String protocol, ClientSocket socket);

    /** Whether so many clients have left and are still to be closed that nobody is let in. */
    default boolean isFull() {
      return false;
    }
  }

  private final EdgeLimits limits;
  private final LongSupplier nanoClock;
  private final Events events;
  private final DoubleSupplier jitter;
  private final Executor blockingCalls;
  private final Executor endings;
  private final ByteBudget outboxes;
  private final ByteBudget unfinished;
  private final Faults faults;
  private final Places places;
  private final OpeningRates openings;

  /** Those whose sockets are closed and whose canisters do not know it yet. */
  private final AddressCounts leaving = new AddressCounts();

  private final Set<Connection> open = ConcurrentHashMap.newKeySet();

  private final CompletableFuture<Void> emptied = new CompletableFuture<>();
  private volatile boolean stopping;

  /** Makes the sessions; null until clients are admitted. */
  private volatile @Nullable Sessions sessions;

  /**
   * @param events hears of whoever comes to a limit or is turned away
   * @param nanoClock as {@link System#nanoTime}
   * @param jitter random numbers from 0 to 1, from any thread
   * @param blockingCalls runs what takes long or may keep its thread
   * @param endings ends connections, by which what keeps those threads lets them go
   * @param faults takes what one socket throws, so that the others are looked after
   */
  public Connections(
      EdgeLimits limits,
      Events events,
      LongSupplier nanoClock,
      DoubleSupplier jitter,
      Executor blockingCalls,
      Executor endings,
      Faults faults) {
    this.limits = limits;
    this.events = events;
    this.nanoClock = nanoClock;
    this.jitter = jitter;
    this.blockingCalls = blockingCalls;
    this.endings = endings;
    this.outboxes = new ByteBudget(limits.outbox().maxTotalBytes());
    this.faults = faults;
    this.unfinished = new ByteBudget(limits.unfinishedTotalBytes());
    this.places =
        new Places(
            limits.maxConnections(),
            limits.maxAddressConnections(),
            endings,
            nanoClock,
            lost -> faults.contain("Removing a socket", () -> remove(lost)));
    this.openings = new OpeningRates(limits.openings());
  }

  /** From now on clients are let in. */
  public void admit(Sessions sessions) {
    this.sessions = sessions;
  }

  /**
   * The gateway stops: it is not ready for clients any more. To those who still come, the sessions
   * say so.
   *
   * @return completes when the last socket is closed, after all that was for it has left
   */
  public CompletableFuture<Void> refuse() {
    stopping = true;
    completeIfEmptied();
    return emptied.copy();
  }

  private void completeIfEmptied() {
    // Ordering: whoever stops looks after it said so, and whoever removes looks after it removed.
    if (stopping && open.isEmpty()) {
      emptied.complete(null);
    }
  }

  /** Whether clients are let in. */
  public boolean isAdmitting() {
    return sessions != null && !stopping;
  }

  /** How many sockets there are, from the upgrade to the end of the connection. */
  public int size() {
    return places.size();
  }

  /** How much memory messages take that have begun and not ended. */
  public long unfinishedBytes() {
    return unfinished.usedBytes();
  }

  /** How many bytes wait for clients to read them, of all sockets. */
  public long outboxBytes() {
    return open.stream().mapToLong(Connection::outboxBytes).sum();
  }

  /** How many bytes of memory that takes, of {@link OutboxLimits#maxTotalBytes}. */
  public long outboxMemoryBytes() {
    return outboxes.usedBytes();
  }

  /** How many client addresses have sockets. */
  public int addresses() {
    return places.addresses();
  }

  /** A client asks for a socket: it gets a place for one, or is told why not. */
  Entry enter(InetAddress client) {
    Sessions admitting = sessions;
    if (admitting == null) {
      return new Refusal(Refusal.UNAVAILABLE, STARTING);
    }
    if (stopping) {
      return new Refusal(Refusal.UNAVAILABLE, "the gateway stops");
    }
    if (admitting.isFull()) {
      return refusal(Limit.CLOSINGS);
    }
    if (leaving.of(client) >= limits.maxAddressConnections()) {
      return refusal(Limit.ADDRESS_CLOSINGS);
    }
    Optional<Place> place = places.take(client);
    if (place.isEmpty()) {
      return refusal(places.isFull() ? Limit.CONNECTIONS : Limit.ADDRESS_CONNECTIONS);
    }
    if (!openings.take(client, nanoClock.getAsLong())) {
      place.get().free();
      return refusal(Limit.OPENING_RATE);
    }
    return place.get();
  }

  private Refusal refusal(Limit limit) {
    events.fire(new GatewayEvent.LimitReached(limit));
    boolean ofAll = limit == Limit.CONNECTIONS || limit == Limit.CLOSINGS;
    return new Refusal(
        ofAll ? Refusal.UNAVAILABLE : Refusal.TOO_MANY_REQUESTS, words(limit), RETRY_AFTER);
  }

  /** What messages may hold, of all sockets, that have begun and not ended. */
  ByteBudget unfinished() {
    return unfinished;
  }

  /** Looks at what comes in on one socket. */
  FrameMeter meter() {
    return new FrameMeter(limits, nanoClock);
  }

  /** A socket has been opened; empty if it was turned away, because there are no clients yet. */
  Optional<Connection> open(String protocol, Place place, FrameChannel channel) {
    Sessions admitting = sessions;
    if (admitting == null) {
      turnAway(channel, STARTING);
      place.part();
      return Optional.empty();
    }
    try {
      Connection connection = connect(protocol, place, channel, admitting);
      open.add(connection);
      // Ordering: whoever finds its place free before this is known does not know of it.
      if (!place.opened(connection)) {
        remove(connection);
        endings.execute(place::end);
      }
      return Optional.of(connection);
    } catch (Throwable failed) {
      place.part();
      throw failed;
    }
  }

  private Connection connect(
      String protocol, Place place, FrameChannel channel, Sessions admitting) {
    Duration age = limits.ageOf(jitter.getAsDouble());
    return new Connection(
        place,
        channel,
        limits,
        age,
        outboxes,
        unfinished,
        blockingCalls,
        nanoClock,
        socket -> admitting.connect(protocol, socket));
  }

  private String words(Limit limit) {
    return switch (limit) {
      case CONNECTIONS -> limits.maxConnections() + " clients are connected already";
      case CLOSINGS -> "canisters are still to be told of too many clients that have left";
      case ADDRESS_CLOSINGS ->
          limits.maxAddressConnections()
              + " clients of your address have left, and their canisters are still to be told";
      case OPENING_RATE ->
          "your address opens more than "
              + limits.openings().perSecond()
              + " sockets a second in the long run";
      default -> limits.maxAddressConnections() + " clients of your address are connected already";
    };
  }

  /** A socket is closed, or its connection has ended; what was closed last may be told twice. */
  void remove(Connection connection) {
    boolean wasOpen = open.remove(connection);
    connection.place().part();
    connection.gone();
    if (wasOpen) {
      completeIfEmptied();
      countUntilEnded(connection);
    }
  }

  // What only counts cannot fail.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void countUntilEnded(Connection connection) {
    CompletableFuture<Void> ended = connection.ended();
    if (!ended.isDone()) {
      boolean unused = leaving.enter(connection.client(), Integer.MAX_VALUE);
      ended.whenComplete((end, fault) -> leaving.leave(connection.client()));
    }
  }

  /** Looks after every socket once; those that are over and have not been reported are removed. */
  public void inspect() {
    for (Connection connection : open) {
      try {
        inspect(connection);
      } catch (Throwable fault) {
        faults.report("Looking after a socket", fault);
        faults.contain(
            "Ending a socket", () -> connection.fail(CloseReason.INTERNAL, "internal error"));
      }
    }
    places.inspect();
    openings.forgetFull(nanoClock.getAsLong());
  }

  private void inspect(Connection connection) {
    if (!connection.inspect()) {
      remove(connection);
    }
  }

  private void turnAway(FrameChannel channel, String why) {
    events.fire(new GatewayEvent.ClientTurnedAway(why));
    blockingCalls.execute(() -> channel.close(CloseReason.TRY_AGAIN_LATER.code(), why));
  }
}
