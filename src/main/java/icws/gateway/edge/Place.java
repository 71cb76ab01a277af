package icws.gateway.edge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import icws.gateway.relay.Limit;
import java.net.InetAddress;
import java.security.Principal;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A place among the sockets: taken before the upgrade, and free when nothing is left of what it led
 * to, not even its connection.
 *
 * <p>It comes to the endpoint as the user of the request: of all that a filter knows, that is what
 * every container hands on to the one socket that comes of the request. (Clients of the gateway are
 * nobody's users; they sign.) Thread-safe.
 */
final class Place implements Principal, Entry {

  /** From the upgrade to the endpoint; containers take milliseconds. */
  static final Duration OPENING_TIME = Duration.ofSeconds(10);

  /** From the end of the socket to the end of its connection, for the client to read why. */
  static final Duration PARTING_TIME = Duration.ofSeconds(2);

  private final InetAddress client;
  private final LongSupplier nanoClock;
  private final Consumer<Place> ended;

  /** Set where the container lets what comes in be looked at. */
  private volatile @Nullable FrameMeter meter;

  @GuardedBy("this")
  private @Nullable Transport transport;

  @GuardedBy("this")
  private @Nullable Transport closing;

  @GuardedBy("this")
  private @Nullable Connection connection;

  /** When its connection is to be ended. */
  @GuardedBy("this")
  private OptionalLong dueNanos;

  /** What else is to be done when it is free. */
  @GuardedBy("this")
  private Runnable afterwards = () -> {};

  @GuardedBy("this")
  private boolean isFree;

  /**
   * @param client the address of whoever asked for it
   * @param ended told once, when it is free
   */
  Place(InetAddress client, LongSupplier nanoClock, Consumer<Place> ended) {
    this.client = client;
    this.nanoClock = nanoClock;
    this.ended = ended;
    this.dueNanos = OptionalLong.of(nanoClock.getAsLong() + OPENING_TIME.toNanos());
  }

  /** The address of whoever asked for it. */
  InetAddress client() {
    return client;
  }

  @Override
  public String getName() {
    return client.getHostAddress();
  }

  /** The server has said what carries the socket, and frees this place when that has ended. */
  synchronized void carriedBy(Transport carrier) {
    transport = carrier;
  }

  /** The container has something to close as well, before the server's own connection. */
  synchronized void closedBy(Transport container) {
    closing = container;
  }

  /** What comes in is looked at by this. */
  void meteredBy(FrameMeter counting) {
    meter = counting;
  }

  /** What looks at what comes in; null if nothing does. */
  @Nullable FrameMeter meter() {
    return meter;
  }

  /**
   * The socket is open.
   *
   * @return false if its connection has ended already
   */
  synchronized boolean opened(Connection open) {
    connection = open;
    dueNanos = OptionalLong.empty();
    return !isFree;
  }

  /** The socket that came of it; null if none has yet. */
  synchronized @Nullable Connection connection() {
    return connection;
  }

  /** The socket is over, and its connection need not last much longer. */
  void part() {
    Transport carrier;
    synchronized (this) {
      carrier = transport;
      dueNanos = OptionalLong.of(nanoClock.getAsLong() + PARTING_TIME.toNanos());
    }
    if (carrier == null) {
      free();
    }
  }

  /**
   * The socket is given up: its connection need not last much longer, whatever keeps the socket.
   */
  synchronized void giveUp() {
    if (transport != null && dueNanos.isEmpty()) {
      dueNanos = OptionalLong.of(nanoClock.getAsLong() + PARTING_TIME.toNanos());
    }
  }

  /** Whether its connection should have ended by now. */
  synchronized boolean isOverdue(long nowNanos) {
    return dueNanos.isPresent() && nowNanos - dueNanos.getAsLong() > 0;
  }

  /** Ends its connection. May keep its thread. */
  void end() {
    Transport container;
    Transport carrier;
    synchronized (this) {
      container = closing;
      carrier = transport;
    }
    try {
      if (container != null) {
        container.end();
      }
    } finally {
      if (carrier != null) {
        carrier.end();
      }
      free();
    }
  }

  /** What came in passes a limit; nothing more is read of it. */
  void passed(Limit limit) {
    Connection open = connection();
    if (open == null) {
      end();
    } else {
      open.passed(limit);
    }
  }

  /** Has something done as well when it is free; at once, if it is. */
  void whenFree(Runnable task) {
    synchronized (this) {
      if (!isFree) {
        afterwards = task;
        return;
      }
    }
    task.run();
  }

  /**
   * Nothing came of it, or nothing is left of what did: of that it holds nothing any more, whoever
   * may hold this. Frees nothing twice.
   */
  void free() {
    Runnable last;
    synchronized (this) {
      if (isFree) {
        return;
      }
      isFree = true;
      last = afterwards;
      afterwards = () -> {};
    }
    try {
      ended.accept(this);
    } finally {
      synchronized (this) {
        connection = null;
        closing = null;
        transport = null;
      }
      last.run();
    }
  }
}
