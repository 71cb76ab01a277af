package icws.bench.scenario;

import icws.bench.arena.Arena;
import icws.bench.arena.Clients;
import icws.bench.arena.Round;
import icws.bench.measure.Latencies;
import icws.bench.measure.OpenLoop;
import icws.client.LoadClient.Heard;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Users who type at once into one canister, which tells everybody what each has typed, as in a
 * shared editor. They type on, whether they see what they typed or not.
 */
final class Typing implements Scenario {
  private static final int USERS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Override
  public String title() {
    return "users who type at once";
  }

  @Override
  public void run(Arena arena, Round round) throws IOException, InterruptedException {
    int size = arena.extent().sizes(USERS)[0];
    try (Clients users = arena.gather(size)) {
      Editor editor = new Editor(arena, users);
      round
          .measure(size + " users, " + editor.interval.toMillis() + " ms", editor::type)
          .latencies("until oneself sees it", editor.own)
          .latencies("until another sees it", editor.others);
    }
  }

  /** All users, each with a rhythm of its own; their texts are their numbers and the text's. */
  private static final class Editor {
    private final Clients users;
    private final Duration interval;
    private final int texts;
    private final List<OpenLoop> rhythms = new ArrayList<>();
    private final AtomicInteger unseen;
    private final CompletableFuture<Void> seen = new CompletableFuture<>();
    private final Latencies own = new Latencies();
    private final Latencies others = new Latencies();

    Editor(Arena arena, Clients users) {
      this.users = users;
      this.interval = arena.extent().byClock(Duration.ofMillis(500), Duration.ofSeconds(4));
      this.texts = (int) Math.max(1, arena.extent().window().dividedBy(interval));
      this.unseen = new AtomicInteger(texts * users.size() * users.size());
      for (int user = 0; user < users.size(); user++) {
        prepare(user);
      }
    }

    private void prepare(int user) {
      for (int text = 0; text < texts; text++) {
        users.get(user).prepare("/all " + user + " " + text);
      }
      users.get(user).listen(heard -> see(user, heard));
    }

    /** One after the other, evenly over the interval, until all have typed and seen all. */
    void type() throws InterruptedException {
      long start = System.nanoTime();
      for (int user = 0; user < users.size(); user++) {
        long offset = interval.toNanos() * user / users.size();
        rhythms.add(new OpenLoop(start + offset, interval.toNanos()));
      }
      for (int turn = 0; turn < texts * users.size(); turn++) {
        int user = turn % users.size();
        OpenLoop rhythm = rhythms.get(user);
        TimeUnit.NANOSECONDS.sleep(rhythm.waitNanos(System.nanoTime()));
        rhythm.begin();
        users.get(user).speak();
      }
      users.await(seen, PATIENCE);
    }

    private void see(int user, Heard heard) {
      String[] words = heard.text().split(" ", -1);
      int author = Integer.parseInt(words[0]);
      long latency = rhythms.get(author).latencyNanos(Long.parseLong(words[1]), heard.atNanos());
      (author == user ? own : others).accept(latency);
      if (unseen.decrementAndGet() == 0) {
        seen.complete(null);
      }
    }
  }
}
