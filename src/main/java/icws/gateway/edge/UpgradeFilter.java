package icws.gateway.edge;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;

/**
 * Stands in front of the endpoints and refuses upgrades that lead to nothing. Requests for anything
 * else pass untouched.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class UpgradeFilter implements Filter {
  private final RootProtocol root;

  @Inject
  public UpgradeFilter(RootProtocol root) {
    this.root = root;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest asked
        && response instanceof HttpServletResponse answer
        && isUpgrade(asked)
        && isAtRoot(asked)
        && root == RootProtocol.NONE) {
      answer.sendError(HttpServletResponse.SC_NOT_FOUND, "no protocol is spoken here");
    } else {
      chain.doFilter(request, response);
    }
  }

  /** Containers differ in which of the two headers makes them upgrade. */
  private static boolean isUpgrade(HttpServletRequest request) {
    String upgrade = request.getHeader("Upgrade");
    return request.getHeader("Sec-WebSocket-Key") != null
        || (upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket"));
  }

  private static boolean isAtRoot(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    return path.isEmpty() || path.equals("/");
  }
}
