package icws.bench.scenario;

import icws.bench.arena.Arena;
import icws.bench.arena.Clients;
import icws.bench.arena.Round;
import icws.bench.arena.Window;
import icws.bench.measure.Latencies;
import java.io.IOException;

/** Clients come as fast as they are let in, so many at once. */
final class Openings implements Scenario {
  private static final int CLIENTS = 1_000;

  @Override
  public String title() {
    return "openings, " + Clients.AT_ONCE + " at once";
  }

  @Override
  public void run(Arena arena, Round round) throws IOException, InterruptedException {
    int size = arena.extent().sizes(CLIENTS)[0];
    Latencies latencies = new Latencies();
    try (Clients clients = arena.clients().register(arena.freshSite(), size)) {
      Window window =
          round.measure(size + " clients", () -> clients.open(Clients.AT_ONCE, latencies));
      window.figure("openings", "1/s", size / window.seconds());
      window.latencies("from connecting to the canister's greeting", latencies);
    }
  }
}
