package icws.gateway.edge;

import icws.gateway.relay.Faults;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** A request for a WebSocket at one of the endpoints, which brings its {@link Place} along. */
final class AddressedRequest extends HttpServletRequestWrapper {
  private static final String TYRUS = "org.glassfish.tyrus.";

  private final Place place;
  private final String path;
  private final FrameMeter meter;
  private final Faults faults;

  /**
   * @param path of the endpoint, below the context root, however it was written; some containers
   *     have put that of a welcome page in place of the root's
   * @param meter looks at what comes in, where the container lets it
   * @param faults takes what is thrown there
   */
  AddressedRequest(
      HttpServletRequest request, Place place, String path, FrameMeter meter, Faults faults) {
    super(request);
    this.place = place;
    this.path = path;
    this.meter = meter;
    this.faults = faults;
  }

  @Override
  public Principal getUserPrincipal() {
    return place;
  }

  @Override
  public String getRequestURI() {
    return getContextPath() + path;
  }

  @Override
  public String getServletPath() {
    return path;
  }

  @Override
  public @Nullable String getPathInfo() {
    return null;
  }

  /**
   * None: sockets need no HTTP session. Open Liberty asks for one with each upgrade, and would keep
   * it until it expires, long after a socket's end.
   */
  @Override
  public @Nullable HttpSession getSession() {
    return null;
  }

  @Override
  public @Nullable HttpSession getSession(boolean create) {
    return null;
  }

  /** On Tyrus, which asks for its own handler, that one behind a {@link MeteredUpgrade}. */
  @Override
  public <T extends HttpUpgradeHandler> T upgrade(Class<T> type)
      throws IOException, ServletException {
    if (!type.getName().startsWith(TYRUS)) {
      return super.upgrade(type);
    }
    T handler;
    try {
      handler = type.getConstructor().newInstance();
    } catch (ReflectiveOperationException notThisVersion) {
      throw new ServletException(notThisVersion);
    }
    place.meteredBy(meter);
    if (getRequest() instanceof HttpServletRequest request) {
      ServerTransport.carry(request, place);
    }
    MeteredUpgrade metered = super.upgrade(MeteredUpgrade.class);
    metered.precede(handler, place, () -> ServerTransport.forget(getRequest(), metered), faults);
    return handler;
  }
}
