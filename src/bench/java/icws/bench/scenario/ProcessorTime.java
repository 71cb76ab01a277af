package icws.bench.scenario;

import icws.bench.arena.Arena;
import icws.bench.arena.Clients;
import icws.bench.arena.Round;
import icws.bench.arena.Window;
import icws.bench.measure.Profile;
import java.io.IOException;

/**
 * What a thousand messages each way take of the processors; then, by a profiler and in a run of its
 * own, where.
 */
final class ProcessorTime implements Scenario {
  private static final int TOP = 10;

  /** A profiler looks fifty times a second; where the network is slow that is often enough. */
  private static final int PROFILED = 5;

  @Override
  public String title() {
    return "processors for " + Thousand.MESSAGES + " messages each way";
  }

  @Override
  public void run(Arena arena, Round round) throws IOException, InterruptedException {
    try (Clients clients = arena.gather(Thousand.clients(arena))) {
      Window window = round.measure(Thousand.size(clients), Thousand.of(clients)::run);
      if (arena.target().pid().isPresent()) {
        window.figure("processor time of the gateway", "s", window.gatewaySeconds());
        profile(arena, clients, round);
      }
    }
  }

  private static void profile(Arena arena, Clients clients, Round round)
      throws IOException, InterruptedException {
    try (Profile profile = Profile.start(arena.target().pid().getAsLong())) {
      int times = arena.extent().isInstant() ? PROFILED : 1;
      String size = Thousand.size(clients) + ", with a profiler";
      Window window = round.measure(size, () -> repeat(clients, times));
      profile.stop();
      window.figure("samples", "", profile.samples());
      profile
          .topFrames(TOP)
          .forEach((frame, share) -> window.figure("`" + frame + "`", "% of samples", share));
    }
  }

  private static void repeat(Clients clients, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      Thousand.of(clients).run();
    }
  }
}
