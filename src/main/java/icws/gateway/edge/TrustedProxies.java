package icws.gateway.edge;

import java.net.InetAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The proxies in front of the gateway whose word counts about whom they forward for.
 *
 * @param ranges their addresses; without any, every client is who connects
 * @param header the one that the proxies write. Another one is not looked at: a proxy that does not
 *     know it passes on what the client wrote
 */
public record TrustedProxies(List<AddressRange> ranges, ForwardingHeader header) {

  public TrustedProxies {
    ranges = List.copyOf(ranges);
  }

  /**
   * Who sent a request: the last one on its way that is not a trusted proxy, as far as trusted
   * proxies tell.
   *
   * @param peer who connected to this server
   * @param lines the lines of the header, in the order in which they came
   */
  InetAddress client(InetAddress peer, List<String> lines) {
    Iterator<String> nodes = header.nodes(lines).iterator();
    InetAddress known = peer;
    while (nodes.hasNext() && trusts(known)) {
      Optional<InetAddress> before = AddressText.parse(nodes.next());
      if (before.isEmpty()) {
        return known;
      }
      known = before.get();
    }
    return known;
  }

  private boolean trusts(InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }
}
