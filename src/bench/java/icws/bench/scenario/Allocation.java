package icws.bench.scenario;

import icws.bench.arena.Arena;
import icws.bench.arena.Clients;
import icws.bench.arena.Round;
import icws.bench.measure.Profile;
import java.io.IOException;

/** How many bytes the gateway's Java machine allocates for a message and its answer. */
final class Allocation implements Scenario {
  private static final double KIB = 1 << 10;

  @Override
  public String title() {
    return "bytes allocated for each message";
  }

  @Override
  public void run(Arena arena, Round round) throws IOException, InterruptedException {
    if (arena.target().pid().isEmpty()) {
      throw new IOException("the gateway's process is not known");
    }
    try (Clients clients = arena.gather(Thousand.clients(arena));
        Profile profile = Profile.start(arena.target().pid().getAsLong())) {
      var window = round.measure(Thousand.size(clients), Thousand.of(clients)::run);
      double bytes = profile.stop().allocatedBytes();
      window.figure(
          "allocated for a message and its answer", "KiB", bytes / KIB / Thousand.MESSAGES);
    }
  }
}
