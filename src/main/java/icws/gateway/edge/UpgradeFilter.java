package icws.gateway.edge;

import icws.gateway.relay.Limit;
import icws.gateway.relay.RelayStatistics;
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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Stands in front of the endpoints: finds out who asks for a WebSocket, and refuses with a status
 * of HTTP what would lead to nothing. Requests for anything else pass untouched.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class UpgradeFilter implements Filter {
  private static final Logger LOG = System.getLogger(UpgradeFilter.class.getName());

  private final RootProtocol root;
  private final AllowedOrigins origins;
  private final TrustedProxies proxies;
  private final Connections connections;
  private final RelayStatistics statistics;

  @Inject
  public UpgradeFilter(
      RootProtocol root,
      AllowedOrigins origins,
      TrustedProxies proxies,
      Connections connections,
      RelayStatistics statistics) {
    this.root = root;
    this.origins = origins;
    this.proxies = proxies;
    this.connections = connections;
    this.statistics = statistics;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest asked
        && response instanceof HttpServletResponse answer
        && isUpgrade(asked)) {
      upgrade(asked, answer, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private void upgrade(HttpServletRequest asked, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    InetAddress client = client(asked);
    Optional<Refusal> refusal = refusal(asked, client);
    if (refusal.isEmpty()) {
      chain.doFilter(new AddressedRequest(asked, client, isAtRoot(asked)), answer);
      return;
    }
    // Not worth a line each: whoever floods the gateway would flood its log.
    LOG.log(Level.DEBUG, "Refused {0} an upgrade: {1}", client, refusal.get());
    answer.setStatus(refusal.get().status());
    answer.setContentType("text/plain");
    answer.setCharacterEncoding("UTF-8");
    answer.getWriter().println(refusal.get().text());
  }

  private Optional<Refusal> refusal(HttpServletRequest asked, InetAddress client) {
    String origin = Optional.ofNullable(asked.getHeader("Origin")).orElse("");
    if (!origins.admit(origin)) {
      statistics.limitReached(Limit.ORIGINS);
      return Optional.of(new Refusal(Refusal.FORBIDDEN, "pages of this origin may not connect"));
    }
    if (root == RootProtocol.NONE && isAtRoot(asked)) {
      return Optional.of(new Refusal(Refusal.NOT_FOUND, "no protocol is spoken here"));
    }
    return connections.refusal(client);
  }

  private InetAddress client(HttpServletRequest asked) {
    List<String> lines =
        Optional.ofNullable(asked.getHeaders(proxies.header().headerName()))
            .map(Collections::list)
            .map(List::copyOf)
            .orElse(List.of());
    return proxies.client(AddressText.ofPeer(asked.getRemoteAddr()), lines);
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
