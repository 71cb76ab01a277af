package icws.devnet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.devnet.Conditions;
import icws.devnet.Devnet;
import icws.ic.Bytes;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TravelTest {
  private static final long SEED = 7;
  private static final Duration MEDIAN = Duration.ofMillis(100);
  private static final int REQUESTS = 41;

  private static List<Duration> drawn(Duration median, long seed, int count) {
    ScheduledExecutorService never = new ScheduledThreadPoolExecutor(0);
    Travel travel = new Travel(median, seed, never, Runnable::run);
    return Stream.generate(travel::drawOneWay)
        .limit(count)
        .map(way -> way.multipliedBy(2))
        .toList();
  }

  /** All at once, each with the time that its client measures; shortest first. */
  private static List<Duration> measured(Supplier<CompletableFuture<Duration>> request) {
    List<CompletableFuture<Duration>> all =
        IntStream.range(0, REQUESTS).mapToObj(i -> request.get()).toList();
    return all.stream().map(CompletableFuture::join).sorted().toList();
  }

  @Test
  void eachKindOfRequestTakesTheTimesThatWereDrawn() {
    Iterator<List<Duration>> drawn = inParts(drawn(MEDIAN, SEED, 4 * REQUESTS));
    try (TestNetwork network = new TestNetwork(Conditions.none().travel(MEDIAN).seed(SEED))) {
      // Not measured: connections are made, classes are loaded.
      measured(() -> network.timed(network.path("v3", "query"), network.query("get")));
      drawn.next();
      assertTravelled(
          drawn.next(),
          measured(() -> network.timed(network.path("v3", "query"), network.query("get"))));
      assertTravelled(
          drawn.next(), measured(() -> network.timed(network.path("v3", "read_state"), time())));
      assertTravelled(
          drawn.next(), measured(() -> network.timed(network.path("v3", "call"), call(network))));
    }
  }

  private static Iterator<List<Duration>> inParts(List<Duration> all) {
    return IntStream.range(0, all.size() / REQUESTS)
        .mapToObj(part -> all.subList(part * REQUESTS, (part + 1) * REQUESTS))
        .iterator();
  }

  private static Bytes time() {
    return TestRequest.readState(List.of(List.of(Bytes.utf8("time"))), TestNetwork.expiry()).body();
  }

  private static Bytes call(TestNetwork network) {
    return TestRequest.call(network.probe, "increment", Devnet.NO_ARGUMENTS, TestNetwork.expiry())
        .body();
  }

  /** None is quicker than was drawn, and half of them are not much slower. */
  private static void assertTravelled(List<Duration> drawn, List<Duration> measured) {
    List<Duration> sorted = drawn.stream().sorted().toList();
    for (int i = 0; i < REQUESTS; i++) {
      assertTrue(measured.get(i).compareTo(sorted.get(i)) >= 0, measured + " of " + sorted);
    }
    Duration most = MEDIAN.multipliedBy(3);
    assertTrue(TestNetwork.median(measured).compareTo(most) < 0, measured + " of " + sorted);
  }

  @Test
  void timesAreAroundTheMedianAndBounded() {
    List<Duration> drawn = drawn(MEDIAN, SEED, 10_001).stream().sorted().toList();

    assertEquals(100, millis(TestNetwork.median(drawn)), 3);
    assertEquals(100 * Math.exp(-0.4), millis(drawn.get(1_587)), 3);
    assertEquals(100 * Math.exp(0.4), millis(drawn.get(8_413)), 6);
    assertTrue(drawn.get(0).toMillis() >= 30 && drawn.get(10_000).toMillis() <= 333);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  @Test
  void sameSeedDrawsTheSameTimes() {
    assertEquals(drawn(MEDIAN, SEED, 100), drawn(MEDIAN, SEED, 100));
    assertNotEquals(drawn(MEDIAN, SEED, 100), drawn(MEDIAN, SEED + 1, 100));
  }
}
