package icws.bench.arena;

import icws.client.LoadClient;
import icws.client.LoadSite;
import icws.client.Protocol;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Clients of one gateway, half of them of each protocol where nobody says otherwise. One that loses
 * its connection before {@link #close} fails whatever is waited for. One thread at a time.
 */
public final class Clients implements AutoCloseable {
  /** Beyond, openings of a crowd wait for each other. */
  public static final int AT_ONCE = 64;

  private static final Duration LEAVING = Duration.ofSeconds(20);
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final HttpClient http;
  private final Target target;
  private final List<LoadClient> all = new ArrayList<>();
  private final List<Protocol> protocols = new ArrayList<>();
  private final CompletableFuture<Void> lost = new CompletableFuture<>();
  private int opened;

  Clients(HttpClient http, Target target) {
    this.http = http;
    this.target = target;
  }

  /** Adds clients of each protocol in turn, known to their canister and not connected yet. */
  public Clients register(LoadSite site, int count) throws InterruptedException {
    List<Protocol> more = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      more.add(i % 2 == 0 ? Protocol.V1 : Protocol.POC);
    }
    return register(site, more);
  }

  /** As {@link #register(LoadSite, int)}, one of each of these protocols. */
  public Clients register(LoadSite site, List<Protocol> more) throws InterruptedException {
    List<CompletableFuture<LoadClient>> coming = new ArrayList<>();
    boundedly(AT_ONCE, more, protocol -> kept(coming, site.client(protocol)));
    coming.forEach(client -> all.add(client.join()));
    protocols.addAll(more);
    return this;
  }

  private static <T> CompletableFuture<T> kept(
      List<CompletableFuture<T>> list, CompletableFuture<T> future) {
    list.add(future);
    return future;
  }

  /** Opens all that are registered and not open yet. */
  public Clients open() throws InterruptedException {
    return open(AT_ONCE, nanos -> {});
  }

  /**
   * The same.
   *
   * @param atOnce how many openings may be on their way
   * @param durations takes the nanoseconds of each, from its connecting to its greeting
   */
  public Clients open(int atOnce, LongConsumer durations) throws InterruptedException {
    List<Integer> fresh = new ArrayList<>();
    for (; opened < all.size(); opened++) {
      fresh.add(opened);
    }
    List<CompletableFuture<LoadClient>> openings = new ArrayList<>();
    boundedly(atOnce, fresh, place -> kept(openings, connect(place, durations)));
    openings.forEach(CompletableFuture::join);
    return this;
  }

  private CompletableFuture<LoadClient> connect(int place, LongConsumer durations) {
    LoadClient client = all.get(place);
    long before = System.nanoTime();
    CompletableFuture<Throwable> unused =
        client.ended().whenComplete((why, never) -> lost.completeExceptionally(why));
    return client
        .open(http, target.address(protocols.get(place)), freshAddress())
        .whenComplete(
            (open, refused) -> {
              durations.accept(System.nanoTime() - before);
            });
  }

  /** Each client comes from an address of its own, of those that are set aside for benchmarks. */
  private static String freshAddress() {
    int number = NUMBERS.incrementAndGet();
    return "198." + (18 + number / 65_536 % 2) + "." + number / 256 % 256 + "." + number % 256;
  }

  /** Does something for each, so many at once; returns when the last has begun. */
  private static <T, R> void boundedly(
      int atOnce, List<T> what, Function<T, CompletableFuture<R>> work)
      throws InterruptedException {
    Semaphore permits = new Semaphore(atOnce);
    for (T each : what) {
      permits.acquire();
      CompletableFuture<R> unused =
          work.apply(each).whenComplete((done, failed) -> permits.release());
    }
  }

  public List<LoadClient> all() {
    return List.copyOf(all);
  }

  public LoadClient get(int place) {
    return all.get(place);
  }

  public int size() {
    return all.size();
  }

  /**
   * Waits for something.
   *
   * @throws IllegalStateException where it does not come, or a client has lost its connection
   */
  public void await(CompletableFuture<?> what, Duration patience) throws InterruptedException {
    try {
      CompletableFuture.anyOf(what, lost).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a client is lost: " + failed.getCause(), failed);
    } catch (TimeoutException late) {
      throw new IllegalStateException("it has not come within " + patience, late);
    }
  }

  /** Has all leave, and waits until they have. */
  @Override
  public void close() {
    all.forEach(LoadClient::close);
    CompletableFuture<?>[] ends =
        all.subList(0, opened).stream().map(LoadClient::ended).toArray(CompletableFuture<?>[]::new);
    // Who does not let them go is no reason not to go on.
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(ends)
            .completeOnTimeout(null, LEAVING.toSeconds(), TimeUnit.SECONDS);
    unused.join();
  }
}
