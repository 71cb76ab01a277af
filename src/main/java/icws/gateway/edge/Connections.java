package icws.gateway.edge;

import icws.gateway.relay.ClientSession;
import icws.gateway.relay.ClientSocket;
import icws.gateway.relay.Limit;
import icws.gateway.relay.RelayStatistics;
import icws.gateway.wire.CloseReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  }

  private final EdgeLimits limits;
  private final LongSupplier nanoClock;
  private final RelayStatistics statistics;
  private final AddressCounts addresses = new AddressCounts();
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();

  private volatile boolean stopping;

  /** Makes the sessions; null until clients are admitted. */
  private volatile @Nullable Sessions sessions;

  /**
   * @param statistics counts whoever comes to a limit
   * @param nanoClock as {@link System#nanoTime}
   */
  public Connections(EdgeLimits limits, RelayStatistics statistics, LongSupplier nanoClock) {
    this.limits = limits;
    this.statistics = statistics;
    this.nanoClock = nanoClock;
  }

  /** From now on clients are let in. */
  public void admit(Sessions sessions) {
    this.sessions = sessions;
  }

  /**
   * The gateway stops: it is not ready for clients any more. To those who still come, the sessions
   * say so.
   */
  public void refuse() {
    stopping = true;
  }

  /** Whether clients are let in. */
  public boolean isAdmitting() {
    return sessions != null && !stopping;
  }

  /** How many sockets are open. */
  public int size() {
    return open.size();
  }

  /** How many client addresses have sockets open. */
  public int addresses() {
    return addresses.size();
  }

  /** Why a client that asks for a socket is refused one; empty if it is not. */
  Optional<Refusal> refusal(InetAddress client) {
    if (sessions == null) {
      return Optional.of(new Refusal(Refusal.UNAVAILABLE, STARTING));
    }
    if (stopping) {
      return Optional.of(new Refusal(Refusal.UNAVAILABLE, "the gateway stops"));
    }
    return reached(client).map(this::refusal);
  }

  private Refusal refusal(Limit limit) {
    statistics.limitReached(limit);
    return new Refusal(
        limit == Limit.CONNECTIONS ? Refusal.UNAVAILABLE : Refusal.TOO_MANY_REQUESTS, words(limit));
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
    Optional<Limit> limit = reached(client);
    if (limit.isPresent()) {
      statistics.limitReached(limit.get());
      return turnAway(channel, words(limit.get()));
    }
    Connection connection =
        new Connection(
            client, channel, limits, nanoClock, socket -> admitting.connect(protocol, socket));
    // Ordering: counted first, so that whoever finds it over already takes the count back.
    addresses.enter(client);
    open.add(connection);
    return Optional.of(connection);
  }

  // Two at once may both find the last place: the limits protect the machine, one more does not
  // harm it.
  private Optional<Limit> reached(InetAddress client) {
    if (open.size() >= limits.maxConnections()) {
      return Optional.of(Limit.CONNECTIONS);
    }
    return addresses.of(client) >= limits.maxAddressConnections()
        ? Optional.of(Limit.ADDRESS_CONNECTIONS)
        : Optional.empty();
  }

  private String words(Limit limit) {
    return limit == Limit.CONNECTIONS
        ? limits.maxConnections() + " clients are connected already"
        : limits.maxAddressConnections() + " clients of your address are connected already";
  }

  /** A socket is closed. */
  void remove(Connection connection) {
    if (open.remove(connection)) {
      addresses.leave(connection.client());
    }
    connection.gone();
  }

  /** Looks after every socket once; those that are over and have not been reported are removed. */
  public void inspect() {
    for (Connection connection : open) {
      if (!connection.inspect()) {
        remove(connection);
      }
    }
  }

  private static Optional<Connection> turnAway(FrameChannel channel, String why) {
    LOG.log(Level.WARNING, "Turned a client away: {0}", why);
    channel.close(CloseReason.TRY_AGAIN_LATER.code(), why);
    return Optional.empty();
  }
}
