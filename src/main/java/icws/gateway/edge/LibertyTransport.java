package icws.gateway.edge;

import icws.gateway.relay.ByteBudget;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The connection of a socket on Open Liberty, where it can be had once the socket is open. A
 * session that closes waits there for the client to answer, for as long as anything else comes. The
 * server's classes are not the application's, so they are found by reflection; where that does not
 * succeed, what the session closes is the end.
 */
final class LibertyTransport implements Transport {
  private static final Logger LOG = System.getLogger(LibertyTransport.class.getName());

  /** Of the server's classes for WebSockets. */
  private static final String PACKAGE = "com.ibm.ws.wsoc.";

  /** What it says of a connection that is over, or as good as that. */
  private static final Set<String> OVER = Set.of("CLOSED", "IO_NOT_OK");

  private final Object link;
  private final Method status;
  private final Method close;
  private final Method readComplete;
  private final Method setReadStatus;
  private final Object onReadThread;

  private LibertyTransport(Object link) throws ReflectiveOperationException {
    this.link = link;
    Class<?> type = link.getClass();
    this.status = type.getMethod("getLinkStatus");
    this.close =
        type.getMethod("closeUsingSession", CloseReason.class, boolean.class, boolean.class);
    this.readComplete = type.getMethod("signalReadComplete");
    Class<?> readStatus = readComplete.getReturnType();
    this.setReadStatus = type.getMethod("setReadLinkStatus", readStatus);
    this.onReadThread = readStatus.getField("ON_READ_THREAD").get(null);
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
   */
  static void carry(
      Session session, Place place, Supplier<FrameMeter> meters, ByteBudget unfinished) {
    if (!isOf(session)) {
      return;
    }
    try {
      Object inside = call(session, "getSessionImpl");
      Object link = field(inside.getClass(), "connLink").get(inside);
      LibertyTransport transport = new LibertyTransport(link);
      place.carriedBy(transport);
      Field reading = field(link.getClass(), "tcpReadContext");
      LibertyInput.meter(link, reading, meters.get(), unfinished, place, transport::stopReading);
    } catch (ReflectiveOperationException | RuntimeException notThisVersion) {
      LOG.log(Level.WARNING, "Connections are left to the server: {0}", notThisVersion.toString());
    }
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

  /** What waits for the last read has no need to, and nothing is to be waited for in its place. */
  private void stopReading() {
    try {
      readComplete.invoke(link);
      setReadStatus.invoke(link, onReadThread);
    } catch (ReflectiveOperationException gone) {
      LOG.log(Level.DEBUG, "No end of reading: {0}", gone.toString());
    }
  }

  @Override
  public boolean hasEnded() {
    try {
      return OVER.contains(String.valueOf(status.invoke(link)));
    } catch (ReflectiveOperationException gone) {
      LOG.log(Level.DEBUG, "No state of a connection: {0}", gone.toString());
      return false;
    }
  }

  @Override
  public void end() {
    if (hasEnded()) {
      return;
    }
    try {
      // No close frame, none waited for, and the connection itself.
      close.invoke(link, null, false, true);
    } catch (ReflectiveOperationException gone) {
      LOG.log(Level.DEBUG, "No end for a connection: {0}", gone.toString());
    }
  }
}
