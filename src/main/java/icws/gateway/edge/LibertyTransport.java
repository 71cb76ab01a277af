package icws.gateway.edge;

import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.Faults;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The connection of a socket on Open Liberty, where it can be had once the socket is open. A
 * session that closes waits there for the client to answer, for as long as anything else comes. The
 * server's classes are not the application's, so they are found by reflection; where that does not
 * succeed, what the session closes is the end.
 */
final class LibertyTransport implements Transport, LibertyInput.Link {
  private static final Logger LOG = System.getLogger(LibertyTransport.class.getName());

  /** Of the server's classes for WebSockets. */
  private static final String PACKAGE = "com.ibm.ws.wsoc.";

  /** What it says of a connection of which nothing is left. */
  private static final String DESTROYED = "IO_NOT_OK";

  /** What it says where somebody waits for a read to be given up begins so. */
  private static final String CLOSE_REQUESTED = "CLOSE_REQUESTED";

  private final Session session;
  private final Object link;
  private final Method status;
  private final Method close;
  private final Method remove;
  private final Field readStatus;
  private final Method readComplete;
  private final Method setReadStatus;
  private final Object onReadThread;

  private LibertyTransport(Session session, Object link) throws ReflectiveOperationException {
    this.session = session;
    this.link = link;
    Class<?> type = link.getClass();
    this.status = type.getMethod("getLinkStatus");
    this.close =
        type.getMethod("closeUsingSession", CloseReason.class, boolean.class, boolean.class);
    this.remove = method(type.getMethod("getEndpointManager").getReturnType(), "removeSession");
    this.readStatus = type.getField("readLinkStatus");
    this.readComplete = type.getMethod("signalReadComplete");
    Class<?> statuses = readComplete.getReturnType();
    this.setReadStatus = type.getMethod("setReadLinkStatus", statuses);
    this.onReadThread = statuses.getField("ON_READ_THREAD").get(null);
  }

  /** Whether this is a session of Open Liberty's. */
  static boolean isOf(Session session) {
    return session.getClass().getName().startsWith(PACKAGE);
  }

  /**
   * Has a place be carried by the connection of a session, if that is one of Open Liberty's, and
   * what comes in be looked at.
   *
   * @param meters makes what looks at it
   * @param unfinished what frames may hold, of all sockets, that have begun and not ended
   * @param faults takes what is thrown while it is looked at
   */
  static void carry(
      Session session,
      Place place,
      Supplier<FrameMeter> meters,
      ByteBudget unfinished,
      Faults faults) {
    if (!isOf(session)) {
      return;
    }
    try {
      Object inside = call(session, "getSessionImpl");
      Object link = field(inside.getClass(), "connLink").get(inside);
      LibertyTransport transport = new LibertyTransport(session, link);
      place.carriedBy(transport);
      Field reading = field(link.getClass(), "tcpReadContext");
      LibertyInput.meter(link, reading, meters.get(), unfinished, place, transport, faults);
    } catch (ReflectiveOperationException | RuntimeException notThisVersion) {
      LOG.log(
          Level.WARNING,
          "Connections are left to the server, and are not ended nor metered by the gateway: this"
              + " version of it lacks {0}",
          notThisVersion.toString());
    }
  }

  private static Method method(Class<?> type, String name) throws NoSuchMethodException {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().equals(name) && method.getParameterCount() == 2)
        .findFirst()
        .orElseThrow(() -> new NoSuchMethodException(type.getName() + "." + name));
  }

  /** What a getter of one of the server's classes gives. */
  static Object call(Object of, String getter) throws ReflectiveOperationException {
    return of.getClass().getMethod(getter).invoke(of);
  }

  private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  @Override
  public void stopReading() {
    try {
      readComplete.invoke(link);
      setReadStatus.invoke(link, onReadThread);
    } catch (ReflectiveOperationException gone) {
      LOG.log(Level.DEBUG, "No end of reading: {0}", gone.toString());
    }
  }

  @Override
  public boolean isReadUnwanted() {
    try {
      return String.valueOf(readStatus.get(link)).startsWith(CLOSE_REQUESTED);
    } catch (ReflectiveOperationException gone) {
      return false;
    }
  }

  /** Also where the server has closed it, and still writes to a peer that does not read. */
  @Override
  public void end() {
    try {
      if (String.valueOf(status.invoke(link)).equals(DESTROYED)) {
        return;
      }
      // No close frame, none waited for, and the connection itself.
      close.invoke(link, null, false, true);
      // The server forgets only those that it has closed by itself.
      Object endpoints = call(link, "getEndpointManager");
      remove.invoke(endpoints, call(link, "getEndpoint"), session);
    } catch (ReflectiveOperationException | RuntimeException gone) {
      LOG.log(Level.DEBUG, "No end for a connection: {0}", gone.toString());
    }
  }
}
