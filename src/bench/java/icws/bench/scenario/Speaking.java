package icws.bench.scenario;

import icws.bench.arena.Arena;
import icws.bench.arena.Clients;
import icws.bench.arena.Round;
import icws.bench.measure.Latencies;
import icws.client.LoadClient.Heard;
import icws.client.LoadSite;
import icws.client.Protocol;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A canister that has been silent says something by itself, which no gateway can expect: it is
 * called past the gateway, by a client's call that is brought to the network directly. Delays are
 * counted from the time that the canister gave its message; the network's clock and this process's
 * have to be of one machine.
 */
final class Speaking implements Scenario {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int HTTP_ERRORS = 400;

  /** Silences are of different lengths, so that no rhythm of polls is met again and again. */
  private static final long SEED = 1;

  @Override
  public String title() {
    return "an idle canister speaks";
  }

  @Override
  public void run(Arena arena, Round round) throws IOException, InterruptedException {
    LoadSite.Check check = arena.extent().check();
    LoadSite site =
        arena.site(
            arena.network().freshCanister(),
            check == LoadSite.Check.NONE ? LoadSite.Check.TIMES : check);
    try (Clients clients =
        arena.clients().register(site, List.of(Protocol.V1, Protocol.POC)).open()) {
      Delays delays = new Delays();
      round
          .measure("", () -> listen(arena, clients, site.canister(), delays))
          .latencies("from its time to the certificate's", delays.certified)
          .latencies("from its time to arrival", delays.arrived)
          .latencies("from the certificate's time to arrival", delays.carried);
    }
  }

  private static void listen(Arena arena, Clients clients, String canister, Delays delays)
      throws IOException, InterruptedException {
    Random random = new Random(SEED);
    Duration least = arena.extent().byClock(Duration.ofSeconds(1), Duration.ofSeconds(4));
    long end = System.nanoTime() + arena.extent().window().toNanos();
    while (System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.sleep(least.toNanos() + random.nextLong(least.toNanos()));
      List<CompletableFuture<Heard>> heard =
          clients.all().stream()
              .map(
                  client -> {
                    CompletableFuture<Heard> next = new CompletableFuture<>();
                    client.listen(next::complete);
                    return next;
                  })
              .toList();
      speak(arena, clients, canister);
      for (CompletableFuture<Heard> next : heard) {
        clients.await(next, PATIENCE);
        delays.note(next.join());
      }
    }
  }

  private static void speak(Arena arena, Clients clients, String canister)
      throws IOException, InterruptedException {
    clients.get(0).prepare("/all by myself");
    URI calls = URI.create(arena.network().url() + "/api/v3/canister/" + canister + "/call");
    HttpRequest call =
        HttpRequest.newBuilder(calls)
            .header("Content-Type", "application/cbor")
            .POST(BodyPublishers.ofByteArray(clients.get(0).takeEnvelope()))
            .build();
    HttpResponse<String> answer = arena.http().send(call, BodyHandlers.ofString());
    if (answer.statusCode() >= HTTP_ERRORS) {
      throw new IOException("HTTP " + answer.statusCode() + ": " + answer.body());
    }
  }

  private static final class Delays {
    private final Latencies certified = new Latencies();
    private final Latencies arrived = new Latencies();
    private final Latencies carried = new Latencies();

    void note(Heard heard) {
      long canister = heard.times().canisterNanos();
      long certificate = heard.times().certifiedNanos();
      long arrival = epochNanos(heard.atNanos());
      certified.accept(certificate - canister);
      arrived.accept(arrival - canister);
      carried.accept(arrival - certificate);
    }

    private static long epochNanos(long atNanos) {
      Instant now = Instant.now();
      long sinceNanos = System.nanoTime() - atNanos;
      return now.getEpochSecond() * 1_000_000_000 + now.getNano() - sinceNanos;
    }
  }
}
