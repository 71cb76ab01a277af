package icws.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.V1Client;
import icws.gateway.DeafSocket;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What one bad client does to two hundred good ones: to the 99th percentile of the time from what
 * they say to the answer. Rounds with and without it alternate; {@link Comparison} says what is
 * compared.
 */
@Tag("soak")
class BadNeighbourIT {
  private static final Logger LOG = System.getLogger(BadNeighbourIT.class.getName());

  private static final int CLIENTS = 200;
  private static final int ROUNDS = 8;
  private static final Duration ROUND = Duration.ofSeconds(20);
  private static final Duration SPEECH = Duration.ofMillis(50);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final double CLOSED_WITHIN_SECONDS = 5;

  /** About as many as the buffers of a connection take. */
  private static final int LARGE_TEXTS = 20;

  private static final String LARGE_TEXT = "x".repeat(240_000);

  private static final int ADDRESS_CONNECTIONS = 5;
  private static final int FRAMES_PER_SECOND = 20;
  private static final int TIMES_THE_LIMIT = 10;

  /** What goes on besides in a round, which ends at a time of {@link System#nanoTime}. */
  @FunctionalInterface
  private interface Round {
    void run(Crowd crowd, long endNanos) throws IOException, InterruptedException;
  }

  @Test
  void aClientThatNeverReadsDelaysNobodyAndIsClosedInTime() throws Exception {
    try (Stage stage = new Stage(Map.of())) {
      List<Double> seconds = new ArrayList<>();
      Comparison comparison =
          compare(
              stage,
              (crowd, end) -> aClientGetsLargeTexts(stage, end),
              (crowd, end) -> seconds.add(secondsUntilADeafClientIsClosed(stage, crowd.crier())));
      LOG.log(Level.INFO, "A client that never reads: {0}", comparison);
      LOG.log(Level.INFO, "Closed so many seconds after it was full: {0}", seconds);
      double closed =
          stage.gateway().limitReached("send_time") + stage.gateway().limitReached("outbox");
      assertEquals(seconds.size(), closed, "clients closed because they did not read");
      assertTrue(
          seconds.stream().allMatch(each -> each < CLOSED_WITHIN_SECONDS), seconds.toString());
      assertTrue(comparison.isHarmless(), comparison.toString());
    }
  }

  @Test
  void aFloodAtTenTimesTheLimitsFromOneAddressDelaysNobody() throws Exception {
    Map<String, String> settings =
        Map.of(
            "icws.proxies.trusted", "127.0.0.1",
            "icws.limits.connections-per-address", Integer.toString(ADDRESS_CONNECTIONS),
            "icws.limits.frames-per-second", Integer.toString(FRAMES_PER_SECOND),
            "icws.limits.frame-burst", Integer.toString(FRAMES_PER_SECOND));
    try (Stage stage = new Stage(settings)) {
      Comparison comparison =
          compare(stage, (crowd, end) -> {}, (crowd, end) -> flood(stage, crowd.crier(), end));
      LOG.log(Level.INFO, "A flood from one address: {0}", comparison);
      assertTrue(stage.gateway().limitReached("address_connections") > 0);
      assertTrue(stage.gateway().limitReached("frame_rate") > 0);
      assertTrue(comparison.isHarmless(), comparison.toString());
    }
  }

  private static Comparison compare(Stage stage, Round undisturbed, Round disturbed)
      throws Exception {
    RoundTrips roundTrips = new RoundTrips();
    Comparison comparison = new Comparison();
    try (Crowd crowd = new Crowd(stage, CLIENTS, roundTrips)) {
      crowd.speakEvery(SPEECH);
      // One round that does not count: until then code is compiled.
      playRound(crowd, (quiet, end) -> {});
      for (int i = 0; i < ROUNDS; i++) {
        roundTrips.take();
        playRound(crowd, comparison.isDisturbedNext() ? disturbed : undisturbed);
        comparison.add(roundTrips.take());
        crowd.throwIfFaulty();
        stage.gateway().awaitMetric("icws_sockets", CLIENTS + 1, Stage.PATIENCE);
      }
      crowd.fallSilent();
      crowd.leave();
    }
    return comparison;
  }

  private static void playRound(Crowd crowd, Round round) throws Exception {
    long end = System.nanoTime() + ROUND.toNanos();
    round.run(crowd, end);
    TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
  }

  /** What {@link #secondsUntilADeafClientIsClosed} does, with a client that reads. */
  private static void aClientGetsLargeTexts(Stage stage, long end)
      throws IOException, InterruptedException {
    try (V1Client client = (V1Client) stage.join(Protocol.V1)) {
      for (int i = 0; i < LARGE_TEXTS && System.nanoTime() < end; i++) {
        client.say(LARGE_TEXT);
        client.next().orTimeout(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        stage.gateway().metric("icws_outbox_bytes");
      }
    }
  }

  /** From the first frame that it does not take. */
  private static double secondsUntilADeafClientIsClosed(Stage stage, V1Client neighbour)
      throws IOException, InterruptedException {
    V1Client client = (V1Client) stage.stranger(Protocol.V1);
    try (DeafSocket socket = stage.deafSocket(Protocol.V1)) {
      socket.send(Stage.firstFrame(client, neighbour));
      stage.gateway().awaitMetric("icws_sockets", CLIENTS + 2);
      long deadline = System.nanoTime() + Stage.PATIENCE.toNanos();
      long lastEmpty = System.nanoTime();
      while (stage.gateway().metric("icws_sockets") > CLIENTS + 1) {
        // The others' frames are small.
        if (stage.gateway().metric("icws_outbox_bytes") < LARGE_TEXT.length()) {
          lastEmpty = System.nanoTime();
          sendMore(stage, client, socket);
        }
        if (System.nanoTime() > deadline) {
          throw new AssertionError("a client that never reads is not closed");
        }
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      }
      return (System.nanoTime() - lastEmpty) / 1e9;
    }
  }

  /** Asks for one more large text, unless the last one is still on its way to the canister. */
  private static void sendMore(Stage stage, V1Client client, DeafSocket socket)
      throws IOException, InterruptedException {
    if (stage.gateway().metric("icws_inbox_bytes") < LARGE_TEXT.length()) {
      try {
        socket.send(client.nextFrame(LARGE_TEXT));
      } catch (IOException closed) {
        LOG.log(Level.DEBUG, "As it should be", closed);
      }
    }
  }

  /** Every second, connections and one client's frames, ten times as many as are allowed. */
  private static void flood(Stage stage, V1Client neighbour, long end)
      throws IOException, InterruptedException {
    while (System.nanoTime() < end) {
      long second = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      floodWithFrames(stage, neighbour);
      floodWithConnections(stage);
      TimeUnit.NANOSECONDS.sleep(second - System.nanoTime());
    }
  }

  private static void floodWithConnections(Stage stage) throws IOException {
    List<DeafSocket> letIn = new ArrayList<>();
    for (int i = 0; i < TIMES_THE_LIMIT * ADDRESS_CONNECTIONS; i++) {
      try {
        letIn.add(stage.deafSocket(Protocol.POC));
      } catch (AssertionError refused) {
        LOG.log(Level.DEBUG, "As it should be", refused);
      }
    }
    for (DeafSocket socket : letIn) {
      socket.close();
    }
  }

  private static void floodWithFrames(Stage stage, V1Client neighbour) throws IOException {
    V1Client client = (V1Client) stage.stranger(Protocol.V1);
    try (DeafSocket socket = stage.deafSocket(Protocol.V1)) {
      socket.send(Stage.firstFrame(client, neighbour));
      for (int i = 0; i < FRAMES_PER_SECOND; i++) {
        socket.send(client.nextFrame("flood"));
      }
      // Those over the limit are not looked into.
      byte[] more = client.nextFrame("more of it");
      for (int i = 1; i < TIMES_THE_LIMIT; i++) {
        for (int j = 0; j < FRAMES_PER_SECOND; j++) {
          socket.send(more);
        }
      }
    } catch (AssertionError | IOException closed) {
      LOG.log(Level.DEBUG, "As it should be", closed);
    }
  }
}
