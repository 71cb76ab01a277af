package icws.gateway.edge;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The connection of a request, as the server itself has it: Grizzly's on Payara and GlassFish,
 * Undertow's on WildFly. What an endpoint or a filter can close waits there for a client to read
 * what was sent to it. The servers' classes are not the application's, so they are found by
 * reflection; where that does not succeed, what the container closes is the end.
 */
final class ServerTransport implements Transport {
  private static final Logger LOG = System.getLogger(ServerTransport.class.getName());

  private static final String CATALINA = "org.apache.catalina.connector.Request";
  private static final String PAYARA = "org.apache.catalina.connector.RequestFacade";
  private static final String GRIZZLY = "org.glassfish.grizzly.";
  private static final String WILDFLY = "io.undertow.servlet.spec.HttpServletRequestImpl";
  private static final String UNDERTOW = "io.undertow.server.ServerConnection";

  private final Object connection;
  private final Method end;

  private ServerTransport(Object connection, Method end) {
    this.connection = connection;
    this.end = end;
  }

  /** Has a place be carried by the connection of a request, on a server that has one to give. */
  static void carry(HttpServletRequest request, Place place) {
    try {
      switch (request.getClass().getName()) {
        case PAYARA -> {
          Object catalina = call(request, "getUnwrappedCoyoteRequest");
          Object connection = call(call(catalina, "getCoyoteRequest"), "getConnection");
          ClassLoader server = connection.getClass().getClassLoader();
          Class<?> closeable = Class.forName(GRIZZLY + "Closeable", false, server);
          Class<?> listener = Class.forName(GRIZZLY + "CloseListener", false, server);
          carry(place, connection, closeable, "terminateSilently", listener);
        }
        case WILDFLY -> {
          Object connection = call(call(request, "getExchange"), "getConnection");
          ClassLoader server = connection.getClass().getClassLoader();
          Class<?> closeable = Class.forName(UNDERTOW, false, server);
          Class<?> listener = Class.forName(UNDERTOW + "$CloseListener", false, server);
          carry(place, connection, closeable, "close", listener);
        }
        default -> {
          // A server that gives none.
        }
      }
    } catch (ReflectiveOperationException | RuntimeException notThisVersion) {
      LOG.log(
          Level.WARNING,
          "Connections are left to the server, and are not ended nor metered by the gateway: this"
              + " version of it lacks {0}",
          notThisVersion.toString());
    }
  }

  /**
   * Has a request of Payara's forget what it was upgraded to. It is kept for other requests to
   * come, by each of the server's threads, and would keep the application, also one that is
   * deployed no more.
   */
  static void forget(ServletRequest request, HttpUpgradeHandler handler) {
    if (!request.getClass().getName().equals(PAYARA)) {
      return;
    }
    try {
      Object catalina = call(request, "getUnwrappedCoyoteRequest");
      Field kept =
          Class.forName(CATALINA, false, catalina.getClass().getClassLoader())
              .getDeclaredField("httpUpgradeHandler");
      kept.setAccessible(true);
      if (kept.get(catalina) == handler) {
        kept.set(catalina, null);
      }
    } catch (ReflectiveOperationException | RuntimeException notThisVersion) {
      LOG.log(Level.DEBUG, "A request keeps its upgrade: {0}", notThisVersion.toString());
    }
  }

  private static Object call(Object of, String getter) throws ReflectiveOperationException {
    return of.getClass().getMethod(getter).invoke(of);
  }

  /**
   * @param type what the connection is, with a method that ends it, and one that adds a listener
   */
  private static void carry(
      Place place, Object connection, Class<?> type, String end, Class<?> listener)
      throws ReflectiveOperationException {
    Object atItsEnd =
        Proxy.newProxyInstance(
            listener.getClassLoader(),
            new Class<?>[] {listener},
            (self, method, arguments) -> {
              if (method.getDeclaringClass() == Object.class) {
                return method.invoke(place, arguments);
              }
              place.free();
              return null;
            });
    place.carriedBy(new ServerTransport(connection, type.getMethod(end)));
    // Ordering: whoever listens to a connection that has ended may be told at once.
    type.getMethod("addCloseListener", listener).invoke(connection, atItsEnd);
  }

  @Override
  public void end() {
    try {
      end.invoke(connection);
    } catch (ReflectiveOperationException gone) {
      LOG.log(Level.DEBUG, "No end for a connection: {0}", gone.toString());
    }
  }
}
