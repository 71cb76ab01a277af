package icws.gateway.edge;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The places for sockets, of all clients and of each address: taken before an upgrade, free when
 * the connection that came of it has ended. Thread-safe.
 */
final class Places {
  private final int mostOfAddress;
  private final Executor endings;
  private final LongSupplier nanoClock;
  private final Consumer<Connection> lost;

  /** Those that are free. */
  private final Semaphore free;

  private final AddressCounts addresses = new AddressCounts();
  private final Set<Place> taken = ConcurrentHashMap.newKeySet();

  /**
   * @param most of all clients
   * @param mostOfAddress of one address
   * @param endings ends connections
   * @param lost is told of each socket that came of a place, when that is free
   */
  Places(
      int most,
      int mostOfAddress,
      Executor endings,
      LongSupplier nanoClock,
      Consumer<Connection> lost) {
    this.mostOfAddress = mostOfAddress;
    this.nanoClock = nanoClock;
    this.endings = endings;
    this.lost = lost;
    this.free = new Semaphore(most);
  }

  /** How many are taken. */
  int size() {
    return taken.size();
  }

  /** How many addresses have taken some. */
  int addresses() {
    return addresses.size();
  }

  /** Whether none is free, of all clients. */
  boolean isFull() {
    return free.availablePermits() == 0;
  }

  /** Takes one for a client; empty if there is none, of all clients or of its address. */
  Optional<Place> take(InetAddress client) {
    if (!free.tryAcquire()) {
      return Optional.empty();
    }
    if (!addresses.enter(client, mostOfAddress)) {
      free.release();
      return Optional.empty();
    }
    Place place = new Place(client, nanoClock, this::freed);
    taken.add(place);
    return Optional.of(place);
  }

  private void freed(Place place) {
    taken.remove(place);
    addresses.leave(place.client());
    free.release();
    Connection connection = place.connection();
    if (connection != null) {
      lost.accept(connection);
    }
  }

  /** Ends the connections that should have ended by now. */
  void inspect() {
    long now = nanoClock.getAsLong();
    for (Place place : taken) {
      if (place.isOverdue(now)) {
        place.part();
        endings.execute(place::end);
      }
    }
  }
}
