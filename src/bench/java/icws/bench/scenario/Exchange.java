package icws.bench.scenario;

import icws.bench.arena.Clients;
import icws.bench.measure.Latencies;
import icws.client.LoadClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that speak back to back: each says its next when it hears the answer to the one before.
 * Everything is signed before the first speaks.
 */
final class Exchange {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Clients clients;
  private final List<Speaker> speakers = new ArrayList<>();
  private final AtomicInteger busy;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Latencies latencies = new Latencies();

  /**
   * @param each how many messages each client says
   */
  Exchange(Clients clients, int each) {
    this.clients = clients;
    this.busy = new AtomicInteger(clients.size());
    clients.all().forEach(client -> prepare(client, each));
  }

  private void prepare(LoadClient client, int messages) {
    for (int i = 0; i < messages; i++) {
      client.prepare("message " + i);
    }
    Speaker speaker = new Speaker(client, messages);
    client.listen(heard -> speaker.heard(heard.atNanos()));
    speakers.add(speaker);
  }

  /** Lets them speak, and waits until the last answer has come. */
  void run() throws InterruptedException {
    speakers.forEach(Speaker::speak);
    clients.await(done, PATIENCE);
  }

  /** From each message to its answer; each waits for the one before, so this is no open loop. */
  Latencies latencies() {
    return latencies;
  }

  private final class Speaker {
    private final LoadClient client;
    // Ordering: the reader's, once the first message has left.
    private volatile int left;
    private volatile long spokeNanos;

    Speaker(LoadClient client, int messages) {
      this.client = client;
      this.left = messages;
    }

    void speak() {
      spokeNanos = System.nanoTime();
      client.speak();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread at a time, see above.
    void heard(long atNanos) {
      latencies.accept(atNanos - spokeNanos);
      left--;
      if (left > 0) {
        speak();
      } else if (busy.decrementAndGet() == 0) {
        done.complete(null);
      }
    }
  }
}
