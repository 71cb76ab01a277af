package icws.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewaySocket;
import icws.client.V1Client;
import icws.gateway.DeafSocket;
import icws.gateway.GatewayProcess;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What one bad client does to two hundred good ones: to the 99th percentile of the time from what
 * they say to the answer. Rounds with and without it alternate; {@link Comparison} says what is
 * compared.
 */
@Tag("soak")
@Tag("load")
class BadNeighbourIT {
  private static final Logger LOG = System.getLogger(BadNeighbourIT.class.getName());

  private static final int CLIENTS = 200;

  /** Rounds that do not count: what a bad client alone has the gateway do is compiled late. */
  private static final int WARM_UP = 8;

  private static final int ROUNDS = 16;
  private static final Duration ROUND = Duration.ofSeconds(20);
  private static final Duration SPEECH = Duration.ofMillis(50);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final double CLOSED_WITHIN_SECONDS = 5;

  /** More than the gateway deals with in a round. */
  private static final int DEAR_FRAMES = 2_000;

  private static final String LARGE_TEXT = "x".repeat(240_000);

  private static final int ADDRESS_CONNECTIONS = 5;
  private static final int FRAMES_PER_SECOND = 20;
  private static final int TIMES_THE_LIMIT = 10;

  /** What is got ready for a round before it begins. */
  @FunctionalInterface
  private interface Play {
    Round prepare(Crowd crowd);
  }

  /** What goes on besides in a round, which ends at a time of {@link System#nanoTime}. */
  @FunctionalInterface
  private interface Round {
    void run(long endNanos) throws IOException, InterruptedException;
  }

  /** What is done now and then. */
  @FunctionalInterface
  private interface Action {
    void run() throws IOException, InterruptedException;
  }

  /**
   * All that a client will say, signed beforehand: what that costs is no cost of the gateway's.
   *
   * @param opening its first frame, alone
   * @param frames the others
   */
  private record Visitor(List<byte[]> opening, List<byte[]> frames) {
    static Visitor of(Stage stage, V1Client neighbour, int frames) {
      V1Client client = (V1Client) stage.stranger(Protocol.V1);
      return new Visitor(
          List.of(Stage.firstFrame(client, neighbour)),
          IntStream.range(0, frames).mapToObj(i -> client.nextFrame("here")).toList());
    }
  }

  /**
   * What it took to fill a client's connection.
   *
   * @param texts how many it asked for
   * @param secondsFull how long nothing left for it before it was gone, if it is gone
   */
  private record Filling(int texts, OptionalDouble secondsFull) {}

  /** How many large texts the last deaf client was sent. */
  private int largeTexts;

  @Test
  void aClientThatNeverReadsDelaysNobodyAndIsClosedInTime() throws Exception {
    try (Stage stage = new Stage(Map.of())) {
      List<Double> seconds = new ArrayList<>();
      Comparison comparison =
          compare(
              stage,
              crowd -> end -> aClientReadsLargeTexts(stage, crowd.crier(), end),
              crowd ->
                  end -> seconds.add(secondsUntilADeafClientIsClosed(stage, crowd.crier(), end)));
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
  void connectionsAtTenTimesTheLimitFromOneAddressDelayNobody() throws Exception {
    Map<String, String> settings =
        Map.of(
            "icws.proxies.trusted",
            "127.0.0.1",
            "icws.limits.connections-per-address",
            Integer.toString(ADDRESS_CONNECTIONS));
    try (Stage stage = new Stage(settings)) {
      Comparison comparison =
          compare(
              stage,
              crowd -> end -> {},
              crowd -> end -> everySecond(end, () -> floodWithConnections(stage)));
      LOG.log(Level.INFO, "Connections from one address: {0}", comparison);
      assertTrue(stage.gateway().limitReached("address_connections") > 0);
      assertTrue(comparison.isHarmless(), comparison.toString());
    }
  }

  /** Compared with a client that comes as often and says one thing. */
  @Test
  void framesAtTenTimesTheLimitFromOneClientDelayNobody() throws Exception {
    Map<String, String> settings =
        Map.of(
            "icws.limits.frames-per-second", Integer.toString(FRAMES_PER_SECOND),
            "icws.limits.frame-burst", Integer.toString(FRAMES_PER_SECOND));
    try (Stage stage = new Stage(settings)) {
      AtomicInteger floods = new AtomicInteger();
      Comparison comparison =
          compare(
              stage,
              crowd -> visits(stage, visitors(stage, crowd, 1), () -> {}),
              crowd ->
                  visits(
                      stage,
                      visitors(stage, crowd, TIMES_THE_LIMIT * FRAMES_PER_SECOND),
                      floods::incrementAndGet));
      LOG.log(Level.INFO, "Frames from one client: {0}", comparison);
      assertEquals(floods.get(), stage.gateway().limitReached("frame_rate"));
      assertTrue(comparison.isHarmless(), comparison.toString());
    }
  }

  /** First frames that take milliseconds to verify, as many as the gateway deals with. */
  @Test
  void theDearestFramesOfOneAddressDelayNobody() throws Exception {
    try (Stage stage = new Stage(Map.of("icws.proxies.trusted", "127.0.0.1"))) {
      AtomicInteger dealtWith = new AtomicInteger();
      Comparison comparison =
          compare(
              stage,
              crowd -> end -> {},
              crowd -> {
                List<byte[]> frames = DearOpenings.of(stage, crowd).make(DEAR_FRAMES);
                return end -> dealtWith.addAndGet(offend(stage, frames, end));
              });
      LOG.log(Level.INFO, "The dearest frames: {0}; {1} dealt with", comparison, dealtWith);
      assertTrue(dealtWith.get() > 0);
      assertTrue(comparison.isHarmless(), comparison.toString());
    }
  }

  /** How many frames were dealt with. */
  private static int offend(Stage stage, List<byte[]> frames, long end)
      throws InterruptedException {
    try (Offender offender = new Offender(stage, frames)) {
      TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
      return offender.closed();
    }
  }

  private static Comparison compare(Stage stage, Play undisturbed, Play disturbed)
      throws Exception {
    RoundTrips roundTrips = new RoundTrips();
    Comparison comparison = new Comparison();
    try (Crowd crowd = new Crowd(stage, CLIENTS, roundTrips)) {
      crowd.speakEvery(SPEECH);
      for (int i = 0; i < WARM_UP; i++) {
        playRound(disturbed.prepare(crowd));
      }
      for (int i = 0; i < ROUNDS; i++) {
        Round round = (comparison.isDisturbedNext() ? disturbed : undisturbed).prepare(crowd);
        crowd.awaitAnswers(crowd.said());
        roundTrips.take();
        playRound(round);
        comparison.add(roundTrips.take());
        crowd.throwIfFaulty();
        stage.gateway().awaitMetric("icws_sockets", CLIENTS + 1, Stage.PATIENCE);
      }
      crowd.fallSilent();
      crowd.leave();
    }
    return comparison;
  }

  private static void playRound(Round round) throws Exception {
    long end = System.nanoTime() + ROUND.toNanos();
    round.run(end);
    TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
  }

  /** Reads as many large texts as the last deaf client was sent. */
  private void aClientReadsLargeTexts(Stage stage, V1Client neighbour, long end)
      throws IOException, InterruptedException {
    V1Client client = (V1Client) stage.stranger(Protocol.V1);
    try (GatewaySocket socket = stage.socket(Protocol.V1)) {
      socket.send(Stage.firstFrame(client, neighbour));
      stage.gateway().awaitMetric("icws_sockets", CLIENTS + 2);
      sendLargeTexts(stage, () -> socket.send(client.nextFrame(LARGE_TEXT)), largeTexts, end);
    }
  }

  /** From the first frame that it does not take. */
  private double secondsUntilADeafClientIsClosed(Stage stage, V1Client neighbour, long end)
      throws IOException, InterruptedException {
    V1Client client = (V1Client) stage.stranger(Protocol.V1);
    try (DeafSocket socket = stage.deafSocket(Protocol.V1)) {
      socket.send(Stage.firstFrame(client, neighbour));
      stage.gateway().awaitMetric("icws_sockets", CLIENTS + 2);
      Filling filling =
          sendLargeTexts(
              stage, () -> socket.send(client.nextFrame(LARGE_TEXT)), Integer.MAX_VALUE, end);
      largeTexts = filling.texts();
      return filling
          .secondsFull()
          .orElseThrow(() -> new AssertionError("a client that never reads is not closed"));
    }
  }

  /**
   * Has a client ask for large texts until it is gone or has had as many as it may, each when the
   * last one has left the gateway, and looks on until the time is up.
   *
   * @param say sends the frame that asks for the next one
   */
  private static Filling sendLargeTexts(Stage stage, Action say, int most, long end)
      throws IOException, InterruptedException {
    GatewayProcess gateway = stage.gateway();
    int texts = 0;
    long lastEmpty = System.nanoTime();
    OptionalDouble secondsFull = OptionalDouble.empty();
    while (System.nanoTime() < end) {
      boolean isThere = gateway.metric("icws_sessions") > CLIENTS + 1;
      // The others' frames are small.
      boolean hasRoom =
          gateway.metric("icws_outbox_bytes") < LARGE_TEXT.length()
              && gateway.metric("icws_inbox_bytes") < LARGE_TEXT.length();
      if (isThere && hasRoom) {
        lastEmpty = System.nanoTime();
        if (texts < most) {
          say.run();
          texts++;
        }
      } else if (!isThere && secondsFull.isEmpty()) {
        secondsFull = OptionalDouble.of((System.nanoTime() - lastEmpty) / 1e9);
      }
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    }
    return new Filling(texts, secondsFull);
  }

  /** What is done in less than a second, done at the beginning of each. */
  private static void everySecond(long end, Action action)
      throws IOException, InterruptedException {
    while (System.nanoTime() < end) {
      long second = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      action.run();
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

  /** For each second of a round a client with so much to say. */
  private static Queue<Visitor> visitors(Stage stage, Crowd crowd, int frames) {
    return LongStream.range(0, ROUND.toSeconds())
        .mapToObj(i -> Visitor.of(stage, crowd.crier(), frames))
        .collect(Collectors.toCollection(ArrayDeque::new));
  }

  private static Round visits(Stage stage, Queue<Visitor> visitors, Runnable afterEach) {
    return end ->
        everySecond(
            end,
            () -> {
              visit(stage, visitors.remove());
              afterEach.run();
            });
  }

  /** A client comes, says all it has to say at once, and its canister is told its end. */
  private static void visit(Stage stage, Visitor visitor) throws IOException, InterruptedException {
    stage.countCalls();
    try (DeafSocket socket = stage.deafSocket(Protocol.V1)) {
      socket.send(visitor.opening());
      await(stage, "ws_open");
      socket.send(visitor.frames());
      socket.fallSilent();
      await(stage, "ws_close");
    }
  }

  /** Waits until somebody has called this method of the canister since the calls were counted. */
  private static void await(Stage stage, String method) throws InterruptedException {
    assertTrue(stage.network().requests().await(stage.canister(), method, 1, Stage.PATIENCE));
  }
}
