package icws.gateway.edge;

import icws.gateway.relay.ClientSession;
import icws.gateway.relay.ClientSocket;
import icws.gateway.wire.CloseReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that are open, at most {@link EdgeLimits#maxConnections} of them.
 *
 * <p>Whoever comes before {@link #admit}, or when the house is full, is closed with 1013.
 * Thread-safe.
 */
public final class Connections {
  private static final Logger LOG = System.getLogger(Connections.class.getName());

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
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();

  private volatile boolean stopping;

  /** Makes the sessions; null until clients are admitted. */
  private volatile @Nullable Sessions sessions;

  /**
   * @param nanoClock as {@link System#nanoTime}
   */
  public Connections(EdgeLimits limits, LongSupplier nanoClock) {
    this.limits = limits;
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

  /** A socket has been opened; empty if it was turned away. */
  Optional<Connection> open(String protocol, FrameChannel channel) {
    Sessions admitting = sessions;
    if (admitting == null) {
      return turnAway(channel, "the gateway is starting");
    }
    // Two at once may both find the last place: the limit protects the machine, one more does not
    // harm it.
    if (open.size() >= limits.maxConnections()) {
      return turnAway(channel, limits.maxConnections() + " clients are connected already");
    }
    Connection connection =
        new Connection(channel, limits, nanoClock, socket -> admitting.connect(protocol, socket));
    open.add(connection);
    return Optional.of(connection);
  }

  /** A socket is closed. */
  void remove(Connection connection) {
    open.remove(connection);
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
