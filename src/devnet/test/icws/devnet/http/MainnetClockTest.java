package icws.devnet.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.devnet.Conditions;
import icws.devnet.Devnet;
import icws.ic.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All figures of the real network together: what its clients measure is what they measure here. */
@Tag("slow")
@Timeout(120)
class MainnetClockTest {
  private static final int REQUESTS = 41;
  private static final Duration APART = Duration.ofMillis(100);

  /** So many, spread over some blocks. */
  private static Duration median(Supplier<CompletableFuture<Duration>> request) {
    List<CompletableFuture<Duration>> all =
        IntStream.range(0, REQUESTS).mapToObj(i -> after(APART.multipliedBy(i), request)).toList();
    return TestNetwork.median(all.stream().map(CompletableFuture::join).toList());
  }

  private static CompletableFuture<Duration> after(
      Duration delay, Supplier<CompletableFuture<Duration>> request) {
    return new CompletableFuture<Void>()
        .completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS)
        .thenCompose(due -> request.get());
  }

  @Test
  void queriesAndCallsTakeAsLongAsOnTheRealNetwork() {
    try (TestNetwork network = new TestNetwork(Conditions.mainnet())) {
      network.number("get");

      Duration query =
          median(() -> network.timed(network.path("v3", "query"), network.query("get")));
      Duration call = median(() -> network.timed(network.path("v3", "call"), increment(network)));

      // Published: 167 ms, and 1.35 to 1.75 s; a machine that has much to do takes longer.
      assertBetween(140, 1_500, query);
      assertBetween(1_200, 6_000, call);
    }
  }

  private static Bytes increment(TestNetwork network) {
    return TestRequest.call(network.probe, "increment", Devnet.NO_ARGUMENTS, TestNetwork.expiry())
        .body();
  }

  private static void assertBetween(long leastMillis, long mostMillis, Duration median) {
    assertTrue(
        median.toMillis() >= leastMillis && median.toMillis() <= mostMillis, median::toString);
  }
}
