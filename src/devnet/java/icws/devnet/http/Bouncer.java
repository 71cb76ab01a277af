package icws.devnet.http;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts the requests of each address, as the boundary nodes' "bouncer" does ({@code
 * rs/boundary_node/ic_boundary} in dfinity/ic), and says which are to be met with silence: those
 * that ask for more than {@link RequestLimit}, for a time. There the firewall drops their packets;
 * until it knows of them, which takes up to a second, they may be answered 429. Here silence begins
 * at once.
 *
 * <p>Bounded: of more than {@link #MAX_ADDRESSES} addresses the one that was quiet for the longest
 * time is forgotten. Thread-safe.
 */
final class Bouncer {
  static final int MAX_ADDRESSES = 20_000;

  private static final double NANOS_PER_SECOND = 1e9;

  /** What an address may still ask for. Guarded by the bouncer. */
  private static final class Account {
    private double tokens;
    private long countedNanos;
    private boolean silent;
    private long silentUntilNanos;
  }

  private final RequestLimit limit;
  private final LongSupplier nanoClock;

  /** Guarded by this; in the order in which they were asked for. */
  private final Map<InetAddress, Account> accounts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Account> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  Bouncer(RequestLimit limit, LongSupplier nanoClock) {
    this.limit = limit;
    this.nanoClock = nanoClock;
  }

  /** Counts a request, and says whether it may be answered. */
  synchronized boolean admits(InetAddress address) {
    if (limit.perSecond() == 0) {
      return true;
    }
    Account account = accounts.computeIfAbsent(address, unknown -> full());
    return !isSilent(account) && takeToken(account);
  }

  private Account full() {
    Account account = new Account();
    account.tokens = limit.burst();
    account.countedNanos = nanoClock.getAsLong();
    return account;
  }

  private boolean isSilent(Account account) {
    account.silent = account.silent && account.silentUntilNanos - nanoClock.getAsLong() > 0;
    return account.silent;
  }

  private boolean takeToken(Account account) {
    long now = nanoClock.getAsLong();
    double earned = (now - account.countedNanos) / NANOS_PER_SECOND * limit.perSecond();
    account.tokens = Math.min(limit.burst(), account.tokens + earned);
    account.countedNanos = now;
    if (account.tokens < 1) {
      account.silent = true;
      account.silentUntilNanos = now + limit.silence().toNanos();
      return false;
    }
    account.tokens--;
    return true;
  }

  /** How long an address is still met with silence; 0 if it is answered. */
  synchronized long silentNanos(InetAddress address) {
    Account account = accounts.get(address);
    return account == null || !isSilent(account)
        ? 0
        : account.silentUntilNanos - nanoClock.getAsLong();
  }
}
