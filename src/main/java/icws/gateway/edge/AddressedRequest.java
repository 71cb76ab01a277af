package icws.gateway.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.InetAddress;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A request that brings its client's address along in a header of ours: of all that a filter knows,
 * an endpoint's handshake is told the headers alone. A header of that name from outside is hidden.
 */
final class AddressedRequest extends HttpServletRequestWrapper {
  static final String HEADER = "Icws-Client-Address";

  private final InetAddress client;

  AddressedRequest(HttpServletRequest request, InetAddress client) {
    super(request);
    this.client = client;
  }

  @Override
  public String getHeader(String name) {
    return name.equalsIgnoreCase(HEADER) ? client.getHostAddress() : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return name.equalsIgnoreCase(HEADER)
        ? Collections.enumeration(List.of(client.getHostAddress()))
        : super.getHeaders(name);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    Set<String> names = new LinkedHashSet<>(Collections.list(super.getHeaderNames()));
    names.removeIf(name -> name.equalsIgnoreCase(HEADER));
    names.add(HEADER);
    return Collections.enumeration(names);
  }
}
