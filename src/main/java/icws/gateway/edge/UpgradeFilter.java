package icws.gateway.edge;

import icws.gateway.relay.Events;
import icws.gateway.relay.Faults;
import icws.gateway.relay.GatewayEvent;
import icws.gateway.relay.Limit;
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
import java.util.Optional;

/**
 * Stands in front of the endpoints: finds out who asks for a WebSocket, and refuses with a status
 * of HTTP what would lead to nothing. Requests for anything else pass untouched.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class UpgradeFilter implements Filter {
  private static final Logger LOG = System.getLogger(UpgradeFilter.class.getName());

  /** In place of the path of an endpoint. */
  private static final String NOWHERE = "";

  private final RootProtocol root;
  private final AllowedOrigins origins;
  private final TrustedProxies proxies;
  private final Connections connections;
  private final Events events;
  private final Faults faults;

  @Inject
  public UpgradeFilter(
      RootProtocol root,
      AllowedOrigins origins,
      TrustedProxies proxies,
      Connections connections,
      Events events,
      Faults faults) {
    this.root = root;
    this.origins = origins;
    this.proxies = proxies;
    this.connections = connections;
    this.events = events;
    this.faults = faults;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest asked
        && response instanceof HttpServletResponse answer
        && HandshakeForm.isMeant(asked)) {
      upgrade(asked, answer, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private void upgrade(HttpServletRequest asked, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    String path = RequestPath.endpoint(asked).orElse(NOWHERE);
    Optional<Refusal> refusal = refusal(asked, path);
    Entry entry = refusal.isPresent() ? refusal.get() : connections.enter(client(asked));
    if (entry instanceof Place place) {
      upgrade(asked, place, path, answer, chain);
    } else if (entry instanceof Refusal why) {
      refuse(asked, why, answer);
    }
  }

  private void upgrade(
      HttpServletRequest asked,
      Place place,
      String path,
      HttpServletResponse answer,
      FilterChain chain)
      throws IOException, ServletException {
    boolean upgraded = false;
    try {
      chain.doFilter(new AddressedRequest(asked, place, path, connections.meter(), faults), answer);
      upgraded = answer.getStatus() == HttpServletResponse.SC_SWITCHING_PROTOCOLS;
    } finally {
      if (!upgraded) {
        place.free();
      }
    }
    if (upgraded && place.meter() == null) {
      ServerTransport.carry(asked, place);
    }
  }

  private static void refuse(HttpServletRequest asked, Refusal why, HttpServletResponse answer)
      throws IOException {
    // Not worth a line each: whoever floods the gateway would flood its log.
    LOG.log(Level.DEBUG, "Refused {0} an upgrade: {1}", asked.getRemoteAddr(), why);
    answer.setStatus(why.status());
    why.headers().forEach(answer::setHeader);
    answer.setContentType("text/plain");
    answer.setCharacterEncoding("UTF-8");
    answer.getWriter().println(why.text());
  }

  private Optional<Refusal> refusal(HttpServletRequest asked, String path) {
    String origin = Optional.ofNullable(asked.getHeader("Origin")).orElse("");
    if (!origins.admit(origin)) {
      events.fire(new GatewayEvent.LimitReached(Limit.ORIGINS));
      return Optional.of(new Refusal(Refusal.FORBIDDEN, "pages of this origin may not connect"));
    }
    boolean isNowhere =
        path.equals(NOWHERE) || (root == RootProtocol.NONE && path.equals(RequestPath.ROOT));
    return isNowhere
        ? Optional.of(new Refusal(Refusal.NOT_FOUND, "no protocol is spoken here"))
        : HandshakeForm.refusal(asked);
  }

  private InetAddress client(HttpServletRequest asked) {
    List<String> lines =
        Optional.ofNullable(asked.getHeaders(proxies.header().headerName()))
            .map(Collections::list)
            .map(List::copyOf)
            .orElse(List.of());
    return proxies.client(AddressText.ofPeer(asked.getRemoteAddr()), lines);
  }
}
