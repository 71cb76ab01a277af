package icws.bench.scenario;

import icws.bench.arena.Arena;
import icws.bench.arena.Clients;
import icws.bench.arena.Round;
import icws.client.Protocol;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Canisters that have one client each and nothing to say, and are polled all the same. */
final class SilentCanisters implements Scenario {
  private static final int MANY = 200;
  private static final int VERY_MANY = 2_000;

  /** After which a gateway that polls silent canisters less often does so. */
  private static final int SETTLING_SECONDS = 10;

  @Override
  public String title() {
    return "silent canisters";
  }

  @Override
  public void run(Arena arena, Round round) throws IOException, InterruptedException {
    for (int size : arena.extent().sizes(MANY, VERY_MANY)) {
      List<String> canisters = arena.network().canisters(size);
      try (Clients clients = arena.clients()) {
        for (String canister : canisters) {
          clients.register(arena.site(canister, arena.extent().check()), List.of(Protocol.V1));
        }
        clients.open();
        TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
        round.measure(
            canisters.size() + " canisters",
            () -> TimeUnit.NANOSECONDS.sleep(arena.extent().window().toNanos()));
      }
    }
  }
}
