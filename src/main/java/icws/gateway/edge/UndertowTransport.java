package icws.gateway.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;

/**
 * The connection of a request on Undertow, which is WildFly's server. Its classes are not the
 * application's, so it is found by reflection; where that does not succeed, the endpoint's own
 * closing is the end.
 */
final class UndertowTransport implements Transport {
  private static final Logger LOG = System.getLogger(UndertowTransport.class.getName());
  private static final String REQUEST = "io.undertow.servlet.spec.HttpServletRequestImpl";
  private static final String CONNECTION = "io.undertow.server.ServerConnection";

  private final Closeable connection;

  private UndertowTransport(Closeable connection) {
    this.connection = connection;
  }

  /** Has the place be carried by the connection of a request that has become a socket. */
  static void carry(HttpServletRequest request, Place place) {
    if (!request.getClass().getName().equals(REQUEST)) {
      return;
    }
    try {
      Object exchange = request.getClass().getMethod("getExchange").invoke(request);
      ClassLoader undertow = exchange.getClass().getClassLoader();
      Class<?> type = Class.forName(CONNECTION, false, undertow);
      Class<?> listener = Class.forName(CONNECTION + "$CloseListener", false, undertow);
      Object connection = exchange.getClass().getMethod("getConnection").invoke(exchange);
      Object atItsEnd =
          Proxy.newProxyInstance(
              undertow,
              new Class<?>[] {listener},
              (self, method, arguments) -> {
                if (method.getDeclaringClass() == Object.class) {
                  return method.invoke(place, arguments);
                }
                place.free();
                return null;
              });
      place.carriedBy(new UndertowTransport((Closeable) connection));
      type.getMethod("addCloseListener", listener).invoke(connection, atItsEnd);
    } catch (ReflectiveOperationException | RuntimeException notThisVersion) {
      LOG.log(Level.WARNING, "Connections are left to Undertow: {0}", notThisVersion.toString());
    }
  }

  @Override
  public void end() {
    try {
      connection.close();
    } catch (IOException gone) {
      LOG.log(Level.DEBUG, "No end for a connection: {0}", gone.toString());
    }
  }
}
