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

  /** Counts one more, unless the address has so many already; answers whether it did. */
  boolean enter(InetAddress client, int most) {
    InetAddress household = AddressRange.household(client);
    Integer before = counts.get(household);
    while (before == null || before < most) {
      // Ordering: counted only if nobody came or went since it was looked up.
      boolean counted =
          before == null
              ? counts.putIfAbsent(household, 1) == null
              : counts.replace(household, before, before + 1);
      if (counted) {
        return true;
      }
      before = counts.get(household);
    }
    return false;
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
