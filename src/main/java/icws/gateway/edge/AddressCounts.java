package icws.gateway.edge;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many sockets each client address has open. An address is forgotten with its last socket, so
 * there are never more addresses than sockets. Thread-safe.
 */
final class AddressCounts {
  private final ConcurrentMap<InetAddress, Integer> counts = new ConcurrentHashMap<>();

  /** How many this address has. */
  int of(InetAddress client) {
    return counts.getOrDefault(AddressRange.household(client), 0);
  }

  void enter(InetAddress client) {
    counts.merge(AddressRange.household(client), 1, Integer::sum);
  }

  void leave(InetAddress client) {
    counts.computeIfPresent(
        AddressRange.household(client), (address, count) -> count == 1 ? null : count - 1);
  }

  /** How many addresses have sockets open. */
  int size() {
    return counts.size();
  }
}
