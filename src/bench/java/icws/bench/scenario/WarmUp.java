package icws.bench.scenario;

import icws.bench.arena.Arena;
import icws.bench.arena.Clients;

/** Has a gateway's Java machine compile what is used much, before anything is measured. */
public final class WarmUp {
  private WarmUp() {}

  /** So many messages each way, of both protocols. */
  public static void run(Arena arena, int messages) throws InterruptedException {
    int clients = Math.min(Thousand.clients(arena), messages);
    try (Clients crowd = arena.gather(clients)) {
      new Exchange(crowd, messages / clients).run();
    }
    arena.settle();
  }
}
