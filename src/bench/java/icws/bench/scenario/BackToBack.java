package icws.bench.scenario;

import icws.bench.arena.Arena;
import icws.bench.arena.Clients;
import icws.bench.arena.Extent;
import icws.bench.arena.Round;
import icws.bench.arena.Window;
import java.io.IOException;

/** Crowds that speak as fast as they are answered. */
final class BackToBack implements Scenario {
  private static final int FEW = 50;
  private static final int MANY = 500;
  private static final int MESSAGES = 20;
  private static final int MESSAGES_WHERE_IT_IS_SLOW = 5;

  @Override
  public String title() {
    return "clients back to back";
  }

  @Override
  public void run(Arena arena, Round round) throws IOException, InterruptedException {
    Extent extent = arena.extent();
    int each = extent.isInstant() ? MESSAGES : MESSAGES_WHERE_IT_IS_SLOW;
    for (int size : extent.sizes(FEW, MANY)) {
      try (Clients crowd = arena.gather(size)) {
        Exchange exchange = new Exchange(crowd, each);
        Window window = round.measure(size + " clients", exchange::run);
        window.figure("messages, each there and back", "1/s", size * each / window.seconds());
        window.latencies("there and back (closed loop)", exchange.latencies());
      }
    }
  }
}
