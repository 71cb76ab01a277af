package icws.gateway.edge;

import icws.gateway.log.SampledLog;
import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.ClientSession;
import icws.gateway.relay.ClientSocket;
import icws.gateway.relay.Faults;
import icws.gateway.relay.Limit;
import icws.gateway.relay.RelayStatistics;
import icws.gateway.wire.CloseReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
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
  private static final Logger LOG = System.getLogger(Connections.class.getName());
  private static final String STARTING = "the gateway is starting";

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
  private final RelayStatistics statistics;
  private final SampledLog log;
  private final DoubleSupplier jitter;
  private final Executor blockingCalls;
  private final ByteBudget outboxes;
  private final Faults faults;

  /** Those that are free. */
  private final Semaphore places;

  private final AddressCounts addresses = new AddressCounts();

  /** Those whose sockets are closed and whose canisters do not know it yet. */
  private final AddressCounts leaving = new AddressCounts();

  private final Set<Connection> open = ConcurrentHashMap.newKeySet();

  private final CompletableFuture<Void> emptied = new CompletableFuture<>();
  private volatile boolean stopping;

  /** Makes the sessions; null until clients are admitted. */
  private volatile @Nullable Sessions sessions;

  /**
   * @param statistics counts whoever comes to a limit
   * @param nanoClock as {@link System#nanoTime}
   * @param jitter random numbers from 0 to 1, from any thread
   * @param log for lines at the pace of whoever comes
   * @param blockingCalls runs what takes long or may keep its thread
   * @param faults takes what one socket throws, so that the others are looked after
   */
  public Connections(
      EdgeLimits limits,
      RelayStatistics statistics,
      LongSupplier nanoClock,
      DoubleSupplier jitter,
      SampledLog log,
      Executor blockingCalls,
      Faults faults) {
    this.limits = limits;
    this.statistics = statistics;
    this.nanoClock = nanoClock;
    this.jitter = jitter;
    this.log = log;
    this.blockingCalls = blockingCalls;
    this.outboxes = new ByteBudget(limits.outbox().maxTotalBytes());
    this.faults = faults;
    this.places = new Semaphore(limits.maxConnections());
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

  /** How many sockets are open. */
  public int size() {
    return open.size();
  }

  /** How many bytes wait for clients to read them, of all sockets. */
  public long outboxBytes() {
    return open.stream().mapToLong(Connection::outboxBytes).sum();
  }

  /** How many bytes of memory that takes, of {@link OutboxLimits#maxTotalBytes}. */
  public long outboxMemoryBytes() {
    return outboxes.usedBytes();
  }

  /** How many client addresses have sockets open. */
  public int addresses() {
    return addresses.size();
  }

  /** Why a client that asks for a socket is refused one; empty if it is not. */
  Optional<Refusal> refusal(InetAddress client) {
    Sessions admitting = sessions;
    if (admitting == null) {
      return Optional.of(new Refusal(Refusal.UNAVAILABLE, STARTING));
    }
    if (stopping) {
      return Optional.of(new Refusal(Refusal.UNAVAILABLE, "the gateway stops"));
    }
    return (admitting.isFull() ? Optional.of(Limit.CLOSINGS) : reached(client)).map(this::refusal);
  }

  private Refusal refusal(Limit limit) {
    statistics.limitReached(limit);
    boolean ofAll = limit == Limit.CONNECTIONS || limit == Limit.CLOSINGS;
    return new Refusal(ofAll ? Refusal.UNAVAILABLE : Refusal.TOO_MANY_REQUESTS, words(limit));
  }

  /**
   * A socket has been opened; empty if it was turned away, for what was not true yet when its
   * client asked for it.
   *
   * @param client the address of whoever opened it
   */
  Optional<Connection> open(String protocol, InetAddress client, FrameChannel channel) {
    Sessions admitting = sessions;
    if (admitting == null) {
      return turnAway(channel, STARTING);
    }
    Optional<Limit> limit = enter(client);
    if (limit.isPresent()) {
      statistics.limitReached(limit.get());
      return turnAway(channel, words(limit.get()));
    }
    try {
      Connection connection = connect(protocol, client, channel, admitting);
      // Ordering: its place is taken already, so that whoever finds it over gives the place back.
      open.add(connection);
      return Optional.of(connection);
    } catch (Throwable failed) {
      leave(client);
      throw failed;
    }
  }

  private Connection connect(
      String protocol, InetAddress client, FrameChannel channel, Sessions admitting) {
    Duration age = limits.ageOf(jitter.getAsDouble());
    return new Connection(
        client,
        channel,
        limits,
        age,
        outboxes,
        blockingCalls,
        nanoClock,
        socket -> admitting.connect(protocol, socket));
  }

  /** Which limit a client would come to that asks now. */
  private Optional<Limit> reached(InetAddress client) {
    if (places.availablePermits() == 0) {
      return Optional.of(Limit.CONNECTIONS);
    }
    if (addresses.of(client) >= limits.maxAddressConnections()) {
      return Optional.of(Limit.ADDRESS_CONNECTIONS);
    }
    return leaving.of(client) >= limits.maxAddressConnections()
        ? Optional.of(Limit.ADDRESS_CLOSINGS)
        : Optional.empty();
  }

  /** Takes a place for a client; if there is none, the limit that it came to. */
  private Optional<Limit> enter(InetAddress client) {
    if (!places.tryAcquire()) {
      return Optional.of(Limit.CONNECTIONS);
    }
    if (!addresses.enter(client, limits.maxAddressConnections())) {
      places.release();
      return Optional.of(Limit.ADDRESS_CONNECTIONS);
    }
    return Optional.empty();
  }

  private void leave(InetAddress client) {
    addresses.leave(client);
    places.release();
  }

  private String words(Limit limit) {
    return switch (limit) {
      case CONNECTIONS -> limits.maxConnections() + " clients are connected already";
      case CLOSINGS -> "too many clients have left that are still to be closed";
      case ADDRESS_CLOSINGS ->
          limits.maxAddressConnections() + " clients of your address are still to be closed";
      default -> limits.maxAddressConnections() + " clients of your address are connected already";
    };
  }

  /** A socket is closed. */
  void remove(Connection connection) {
    if (open.remove(connection)) {
      leave(connection.client());
      completeIfEmptied();
      connection.gone();
      countUntilEnded(connection);
    } else {
      connection.gone();
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
  }

  private void inspect(Connection connection) {
    if (!connection.inspect()) {
      remove(connection);
    }
  }

  private Optional<Connection> turnAway(FrameChannel channel, String why) {
    log.log(LOG, Level.WARNING, "Turned a client away: {0}", why);
    blockingCalls.execute(() -> channel.close(CloseReason.TRY_AGAIN_LATER.code(), why));
    return Optional.empty();
  }
}
