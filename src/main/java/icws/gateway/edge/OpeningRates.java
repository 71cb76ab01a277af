package icws.gateway.edge;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many sockets each client address opens: a token bucket for each, as the time at which it will
 * be full again. An address whose bucket is full is forgotten. Thread-safe.
 */
final class OpeningRates {

  /** More addresses than can take tokens in the time that a bucket needs for one. */
  static final int MOST_ADDRESSES = 65_536;

  private static final double NANOS_PER_SECOND = 1e9;

  private final long openingNanos;
  private final long mostMissingNanos;
  private final ConcurrentMap<InetAddress, Long> fullAtNanos = new ConcurrentHashMap<>();

  OpeningRates(OpeningLimits limits) {
    this.openingNanos = (long) (NANOS_PER_SECOND / limits.perSecond());
    this.mostMissingNanos = openingNanos * limits.burst();
  }

  /** Takes a token of this address; false if it has none, or there is no room to remember it. */
  boolean take(InetAddress client, long nowNanos) {
    if (fullAtNanos.size() >= MOST_ADDRESSES) {
      forgetFull(nowNanos);
    }
    InetAddress household = AddressRange.household(client);
    if (fullAtNanos.size() >= MOST_ADDRESSES && !fullAtNanos.containsKey(household)) {
      return false;
    }
    Long before = fullAtNanos.get(household);
    while (true) {
      long missing = (before == null ? 0 : Math.max(0, before - nowNanos)) + openingNanos;
      if (missing > mostMissingNanos) {
        return false;
      }
      // Ordering: taken only if nobody else took one since it was looked up.
      boolean taken =
          before == null
              ? fullAtNanos.putIfAbsent(household, nowNanos + missing) == null
              : fullAtNanos.replace(household, before, nowNanos + missing);
      if (taken) {
        return true;
      }
      before = fullAtNanos.get(household);
    }
  }

  /** Forgets the addresses that have opened nothing lately. */
  void forgetFull(long nowNanos) {
    fullAtNanos.values().removeIf(full -> full - nowNanos <= 0);
  }

  /** How many addresses are remembered. */
  int size() {
    return fullAtNanos.size();
  }
}
