package icws.gateway.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.net.InetAddress;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A request for a WebSocket that brings its client's address along, as its user: of all that a
 * filter knows, that is what every container hands on to the one socket that comes of the request.
 * (Clients of the gateway are nobody's users; they sign.)
 */
final class AddressedRequest extends HttpServletRequestWrapper {

  /** A client's address. */
  record ClientAddress(InetAddress address) implements Principal {
    @Override
    public String getName() {
      return address.getHostAddress();
    }
  }

  private final ClientAddress client;
  private final boolean isAtRoot;

  /**
   * @param isAtRoot whether it is for the context root; some containers have put the path of a
   *     welcome page in its place
   */
  AddressedRequest(HttpServletRequest request, InetAddress client, boolean isAtRoot) {
    super(request);
    this.client = new ClientAddress(client);
    this.isAtRoot = isAtRoot;
  }

  @Override
  public Principal getUserPrincipal() {
    return client;
  }

  @Override
  public String getServletPath() {
    return isAtRoot ? "/" : super.getServletPath();
  }

  @Override
  public @Nullable String getPathInfo() {
    return isAtRoot ? null : super.getPathInfo();
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
}
