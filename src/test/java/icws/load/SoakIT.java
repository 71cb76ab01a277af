package icws.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * An hour of five hundred clients who speak, hear news, leave, vanish, are reset and come back: no
 * message is lost, doubled or out of order, and the gateway does not grow. A third of that time
 * goes before, in which it may grow.
 *
 * <p>{@code -Dicws.soak=10m} makes it ten minutes. What was measured is in {@code target/soak.csv}.
 */
@Tag("soak")
@EnabledOnOs(OS.LINUX)
@Tag("load")
class SoakIT {
  private static final Logger LOG = System.getLogger(SoakIT.class.getName());
  private static final Path TABLE = Path.of("target", "soak.csv");

  private static final int CLIENTS = 500;
  private static final int USED_REQUESTS = 2_000;
  private static final int BURSTS = 5;
  private static final Duration SPEECH = Duration.ofMillis(100);
  private static final Duration NEWS = Duration.ofSeconds(60);

  /**
   * With this pace most connections have been replaced when the time begins that counts. Of each
   * connection Payara keeps the piece of memory (64 KB) in which its request came, shared with
   * whatever came beside it: what all of them keep has its final size only when they have come in
   * the midst of traffic.
   */
  private static final Duration CHANGE = Duration.ofMillis(500);

  private static final Duration SOAK = Duration.parse("PT" + System.getProperty("icws.soak", "1h"));

  /** How many count; at least ten seconds apart: each of them stops the gateway for a moment. */
  private static final int SAMPLES = (int) Math.max(12, Math.min(60, SOAK.toSeconds() / 10));

  private static final Duration BETWEEN_SAMPLES = SOAK.dividedBy(SAMPLES);

  /** How many go before. Until then code is compiled, and pools and caches fill. */
  private static final int WARM_UP = SAMPLES / 3;

  /** What the gateway held at a time. */
  private record Sample(double hours, Vitals vitals) {}

  @Test
  void fiveHundredClientsComeAndGoForAnHourAndTheGatewayDoesNotGrow() throws Exception {
    try (Stage stage = new Stage(Map.of())) {
      List<Sample> samples = soak(stage);
      stage.gateway().awaitMetric("icws_sockets", 0);
      stage.gateway().awaitMetric("icws_sessions", 0);
      stage.countCalls();
      assertEquals(stage.opens(), stage.closes(), "clients opened and closed at the canister");
      Vitals empty = Vitals.of(stage.gateway().pid());
      LOG.log(Level.INFO, "Without clients: {0}", row(empty));
      List<Sample> warm = samples.subList(WARM_UP, samples.size());
      Vitals last = samples.get(samples.size() - 1).vitals();
      LOG.log(Level.INFO, "What grew: {0}", last.growthSince(warm.get(0).vitals()));
      LOG.log(Level.INFO, "What grew when all left: {0}", empty.growthSince(last));
      assertFlat("heap bytes", warm, vitals -> vitals.heapBytes());
      assertFlat("threads", warm, vitals -> vitals.threads());
      assertFlat("descriptors", warm, vitals -> vitals.descriptors());
    }
  }

  private static List<Sample> soak(Stage stage) throws Exception {
    List<Sample> samples = new ArrayList<>();
    try (BufferedWriter table = Files.newBufferedWriter(TABLE);
        Crowd crowd = new Crowd(stage, CLIENTS, nanos -> {})) {
      table.write(
          "minutes,heap_bytes,threads,descriptors,resident_kb,said,answered,news,changes\n");
      fillCaches(stage, crowd);
      crowd.speakEvery(SPEECH);
      crowd.newsEvery(NEWS);
      crowd.changeEvery(CHANGE);
      long start = System.nanoTime();
      for (int i = 1; i <= WARM_UP + SAMPLES; i++) {
        long due = start + BETWEEN_SAMPLES.multipliedBy(i).toNanos();
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        crowd.throwIfFaulty();
        stage.countCalls();
        Vitals vitals = Vitals.of(stage.gateway().pid());
        samples.add(new Sample((System.nanoTime() - start) / 3.6e12, vitals));
        write(table, samples.get(samples.size() - 1), crowd);
      }
      crowd.fallSilent();
      crowd.leave();
      LOG.log(
          Level.INFO,
          "{0} texts, {1} answers, {2} news for each of {3} clients, {4} changes",
          crowd.said(),
          crowd.answered(),
          crowd.news(),
          CLIENTS,
          crowd.changes());
    }
    return samples;
  }

  /**
   * Payara keeps used requests on each thread that serves HTTP, for the next ones, and with them
   * what the last one was upgraded to; the JDK keeps as many connections to the network as were
   * once in use together, while they are used in turn. Both are bounded numbers, reached here.
   */
  private static void fillCaches(Stage stage, Crowd crowd)
      throws IOException, InterruptedException {
    for (int i = 0; i < BURSTS; i++) {
      crowd.speakAllAtOnce();
    }
    for (int i = 0; i < USED_REQUESTS; i++) {
      stage.deafSocket(i % 2 == 0 ? Protocol.POC : Protocol.V1).close();
    }
  }

  private static void write(BufferedWriter table, Sample sample, Crowd crowd) throws IOException {
    String row =
        String.format(
            Locale.ROOT,
            "%.2f,%s,%d,%d,%d,%d",
            sample.hours() * 60,
            row(sample.vitals()),
            crowd.said(),
            crowd.answered(),
            crowd.news(),
            crowd.changes());
    table.write(row + "\n");
    table.flush();
  }

  private static String row(Vitals vitals) {
    return String.format(
        Locale.ROOT,
        "%d,%d,%d,%d",
        vitals.heapBytes(),
        vitals.threads(),
        vitals.descriptors(),
        vitals.residentKilobytes());
  }

  private static void assertFlat(
      String what, List<Sample> samples, ToDoubleFunction<Vitals> number) {
    Trend trend =
        Trend.of(
            samples.stream().mapToDouble(Sample::hours).toArray(),
            samples.stream()
                .mapToDouble(sample -> number.applyAsDouble(sample.vitals()))
                .toArray());
    LOG.log(Level.INFO, "{0}: {1}", what, trend);
    assertTrue(trend.isFlat(), () -> what + " grow: " + trend);
  }
}
