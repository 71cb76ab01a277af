package icws.bench.scenario;

import icws.bench.arena.Arena;
import icws.bench.arena.Clients;
import icws.bench.arena.Round;
import icws.bench.measure.Latencies;
import icws.bench.measure.OpenLoop;
import icws.client.LoadClient;
import icws.client.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One client says one thing at a time, at even intervals, and hears the answer. */
final class RoundTrips implements Scenario {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int WARM_UP = 5;

  @Override
  public String title() {
    return "one message at a time, there and back";
  }

  @Override
  public void run(Arena arena, Round round) throws IOException, InterruptedException {
    for (Protocol protocol : Protocol.values()) {
      try (Clients clients =
          arena.clients().register(arena.freshSite(), List.of(protocol)).open()) {
        Dialogue dialogue = new Dialogue(clients);
        for (int i = 0; i < WARM_UP; i++) {
          dialogue.once();
        }
        Latencies latencies = new Latencies();
        round
            .measure("1 client, " + protocol, () -> converse(arena, dialogue, latencies))
            .latencies("there and back", latencies);
      }
    }
  }

  private static void converse(Arena arena, Dialogue dialogue, Latencies latencies)
      throws InterruptedException {
    Duration interval = arena.extent().byClock(Duration.ofMillis(50), Duration.ofSeconds(5));
    long start = System.nanoTime();
    OpenLoop loop = new OpenLoop(start, interval.toNanos());
    while (System.nanoTime() - start < arena.extent().window().toNanos()) {
      TimeUnit.NANOSECONDS.sleep(loop.waitNanos(System.nanoTime()));
      latencies.accept(loop.latencyNanos(loop.begin(), dialogue.once()));
    }
  }

  /** The first of some clients, and what it has heard. */
  private static final class Dialogue {
    private final Clients clients;
    private final LoadClient client;
    private volatile CompletableFuture<Long> answer = new CompletableFuture<>();

    Dialogue(Clients clients) {
      this.clients = clients;
      this.client = clients.get(0);
      client.listen(heard -> answer.complete(heard.atNanos()));
      client.prepare("hello");
    }

    /** Says what is signed already, waits for the answer, signs the next; answers when it came. */
    long once() throws InterruptedException {
      CompletableFuture<Long> awaited = new CompletableFuture<>();
      answer = awaited;
      client.speak();
      clients.await(awaited, PATIENCE);
      client.prepare("hello");
      return awaited.join();
    }
  }
}
