package icws.bench.scenario;

import icws.bench.arena.Arena;
import icws.bench.arena.Clients;
import icws.bench.arena.Extent;

/** A thousand messages, and their answers. */
final class Thousand {
  static final int MESSAGES = 1_000;

  private static final int CLIENTS = 20;
  private static final int CLIENTS_WHERE_IT_IS_SLOW = 200;

  private Thousand() {}

  /** How many clients say them. */
  static int clients(Arena arena) {
    Extent extent = arena.extent();
    return extent.sizes(extent.isInstant() ? CLIENTS : CLIENTS_WHERE_IT_IS_SLOW)[0];
  }

  static Exchange of(Clients clients) {
    return new Exchange(clients, MESSAGES / clients.size());
  }

  static String size(Clients clients) {
    return clients.size() + " clients";
  }
}
