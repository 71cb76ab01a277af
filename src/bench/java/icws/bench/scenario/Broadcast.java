package icws.bench.scenario;

import icws.bench.arena.Arena;
import icws.bench.arena.Clients;
import icws.bench.arena.Round;
import icws.bench.measure.Latencies;
import icws.client.LoadClient;
import icws.client.LoadSite;
import icws.client.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** One client has a canister tell something to all. */
final class Broadcast implements Scenario {
  private static final int MANY = 1_000;
  private static final int VERY_MANY = 5_000;
  private static final int TIMES = 5;
  private static final int WARM_UP = 1;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Override
  public String title() {
    return "one broadcast to all";
  }

  @Override
  public void run(Arena arena, Round round) throws IOException, InterruptedException {
    for (int size : arena.extent().sizes(MANY, VERY_MANY)) {
      LoadSite site = arena.freshSite();
      try (Clients crowd = arena.clients().register(site, List.of(Protocol.V1))) {
        crowd.register(site, size - 1).open();
        Crier crier = new Crier(arena, crowd);
        crier.cry(WARM_UP);
        crier.forget();
        round
            .measure(size + " clients", () -> crier.cry(TIMES))
            .figure("to the first", "ms", crier.first.quantile(0.5))
            .figure("to the middle one", "ms", crier.middle.quantile(0.5))
            .figure("to the last", "ms", crier.last.quantile(0.5))
            .latencies("to each", crier.each);
      }
    }
  }

  /** The first client of a crowd, and what the crowd has heard of it. */
  private static final class Crier {
    private final Arena arena;
    private final Clients crowd;
    private Latencies first = new Latencies();
    private Latencies middle = new Latencies();
    private Latencies last = new Latencies();
    private Latencies each = new Latencies();

    Crier(Arena arena, Clients crowd) {
      this.arena = arena;
      this.crowd = crowd;
    }

    void forget() {
      first = new Latencies();
      middle = new Latencies();
      last = new Latencies();
      each = new Latencies();
    }

    void cry(int times) throws InterruptedException {
      for (int i = 0; i < times; i++) {
        cry();
      }
    }

    private void cry() throws InterruptedException {
      LoadClient crier = crowd.get(0);
      crier.prepare("/all news");
      Arrivals arrivals = new Arrivals(crowd.size());
      crowd.all().forEach(client -> client.listen(heard -> arrivals.add(heard.atNanos())));
      // Nobody reads before everybody has heard it, so that reading delays nobody's.
      arena.hold(crowd.size());
      try {
        long spokeNanos = crier.speak();
        crowd.await(arrivals.all, PATIENCE);
        note(arrivals.since(spokeNanos));
      } finally {
        arena.release();
      }
    }

    private void note(Latencies heard) {
      first.accept(nanos(heard.least()));
      middle.accept(nanos(heard.quantile(0.5)));
      last.accept(nanos(heard.most()));
      each.add(heard);
    }

    private static long nanos(double millis) {
      return Math.round(millis * 1e6);
    }
  }

  /** When each had it. Filled by the reader. */
  private static final class Arrivals {
    private final long[] atNanos;
    private final AtomicInteger count = new AtomicInteger();
    private final CompletableFuture<Void> all = new CompletableFuture<>();

    Arrivals(int expected) {
      this.atNanos = new long[expected];
    }

    void add(long nanos) {
      int place = count.getAndIncrement();
      atNanos[place] = nanos;
      if (place == atNanos.length - 1) {
        all.complete(null);
      }
    }

    Latencies since(long startNanos) {
      Latencies since = new Latencies();
      for (long nanos : atNanos) {
        since.accept(nanos - startNanos);
      }
      return since;
    }
  }
}
