package icws.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.PocClient;
import icws.gateway.DeafSocket;
import icws.gateway.GatewayProcess;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * What one address can do to the memory of the gateway with sockets that it may have: on every
 * application server the heap stays within a bound of what it is without, and an honest client is
 * served meanwhile and afterwards.
 */
@Tag("any-server")
@EnabledOnOs(OS.LINUX)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("load")
class FloodIT {
  private static final Logger LOG = System.getLogger(FloodIT.class.getName());
  private static final Duration FRAME_TIMEOUT = Duration.ofSeconds(6);

  /**
   * Who is in the middle of a frame can answer no ping. That ends a frame where the server lets
   * nobody look at it, Open Liberty.
   */
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

  /** Of the heap, to what it is undisturbed; these floods used to fill all of half a gigabyte. */
  private static final double WHILE_IT_LASTS = 2;

  private static final double AFTERWARDS = 1.3;

  private static final int OPEN_CLIENTS = 260;
  private static final int UNFINISHED_FRAMES = 300;
  private static final int FRAME_BYTES = 262_144;
  private static final int TRICKLERS = 8;
  private static final int TRICKLED_BYTES = 12_000;
  private static final int HEAP_LOOK = 2_000;
  private static final int PINGERS = 12;
  private static final int PINGS_AT_ONCE = 100;
  private static final Duration PINGING = Duration.ofSeconds(8);
  private static final String LARGE_TEXT = "/all " + "x".repeat(240_000);

  private final Stage stage;
  private final GatewayProcess gateway;

  FloodIT() throws Exception {
    stage =
        new Stage(
            Map.of(
                "icws.limits.frame-timeout", FRAME_TIMEOUT.toSeconds() + "s",
                "icws.limits.first-frame-timeout", "2m",
                "icws.limits.idle-timeout", IDLE_TIMEOUT.toSeconds() + "s",
                "icws.limits.ping-interval", "2s",
                // All clients are one address here.
                "icws.limits.processor-time-per-address", "2s"));
    gateway = stage.gateway();
  }

  @BeforeAll
  void whatIsThereOnceForAllClientsIsThere() throws Exception {
    try (PocClient client = (PocClient) stage.join(Protocol.POC)) {
      client.say("x".repeat(100_000));
      client.hear();
    }
    gateway.awaitHealthNumber("sockets", 0, Stage.PATIENCE);
  }

  @AfterAll
  void itStops() {
    stage.close();
  }

  private long heapBytes() throws IOException, InterruptedException {
    return Vitals.of(gateway.pid()).heapBytes();
  }

  /** Closes sockets, all of them. */
  private static void close(List<DeafSocket> sockets) throws IOException {
    for (DeafSocket socket : sockets) {
      socket.close();
    }
  }

  private void assertHarmless(String what, long undisturbed, long most) throws Exception {
    gateway.awaitHealthNumber("sockets", 0, Stage.PATIENCE);
    try (PocClient honest = (PocClient) stage.join(Protocol.POC)) {
      honest.say("unharmed");
      assertEquals("unharmed ping", honest.hear());
    }
    gateway.awaitHealthNumber("sockets", 0, Stage.PATIENCE);
    long after = heapBytes();
    String heap = "%s: %d, at most %d, afterwards %d".formatted(what, undisturbed, most, after);
    LOG.log(Level.INFO, "Heap, {0}", heap);
    assertTrue(most < WHILE_IT_LASTS * undisturbed, heap);
    assertTrue(after < AFTERWARDS * undisturbed, heap);
  }

  @Test
  void pingsThatNobodyReads() throws Exception {
    long undisturbed = heapBytes();
    long most = 0;
    List<DeafSocket> sockets = new ArrayList<>();
    List<CompletableFuture<Void>> pingers = new ArrayList<>();
    try (PocClient honest = (PocClient) stage.join(Protocol.POC)) {
      long end = System.nanoTime() + PINGING.toNanos();
      for (int i = 0; i < PINGERS; i++) {
        DeafSocket socket = stage.deafSocket(Protocol.POC);
        sockets.add(socket);
        pingers.add(CompletableFuture.runAsync(() -> ping(socket, end)));
      }
      while (System.nanoTime() < end) {
        most = Math.max(most, heapBytes());
        honest.say("hello");
        assertEquals("hello ping", honest.hear());
      }
    } finally {
      close(sockets);
    }
    CompletableFuture.allOf(pingers.toArray(CompletableFuture[]::new)).join();
    assertHarmless("pings", undisturbed, most);
  }

  /** As fast as they are taken, until they are not. */
  private static void ping(DeafSocket socket, long end) {
    try {
      while (System.nanoTime() < end) {
        socket.ping(PINGS_AT_ONCE);
      }
    } catch (IOException ended) {
      LOG.log(Level.DEBUG, "As it should be", ended);
    }
  }

  @Test
  void framesThatNeverEnd() throws Exception {
    long undisturbed = heapBytes();
    long most;
    List<DeafSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < UNFINISHED_FRAMES; i++) {
        sockets.add(stage.deafSocket(Protocol.POC));
        begin(sockets.get(i));
      }
      most = heapBytes();
      long begin = System.nanoTime();
      for (DeafSocket socket : sockets) {
        assertTrue(isEndOfUnfinished(socket.lastWords(IDLE_TIMEOUT.plusSeconds(20))));
      }
      long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
      assertTrue(seconds < IDLE_TIMEOUT.toSeconds() + 10, () -> "it took " + seconds + " s");
    } finally {
      close(sockets);
    }
    assertHarmless("frames that never end", undisturbed, most);
  }

  /** All of a frame but its last byte, as far as it is taken. */
  private static void begin(DeafSocket socket) {
    try {
      socket.begin(FRAME_BYTES, FRAME_BYTES - 1);
    } catch (IOException ended) {
      LOG.log(Level.DEBUG, "As it should be", ended);
    }
  }

  /** That a client is closed for what it has begun; a connection may also just end. */
  private static boolean isEndOfUnfinished(String words) {
    return words.isEmpty()
        || words.equals("1013 too many frames of all clients have begun and not ended")
        || words.equals("1008 a frame or message took longer than 6s")
        || words.equals("1008 silent for more than 30s");
  }

  @Test
  void aFrameLargerThanAnyMayBe() throws Exception {
    long undisturbed = heapBytes();
    long most = 0;
    for (boolean text : new boolean[] {false, true}) {
      try (DeafSocket socket = stage.deafSocket(Protocol.POC)) {
        long end = System.nanoTime() + Stage.PATIENCE.toNanos();
        boolean taken = true;
        socket.begin(text, 1L << 40, 0);
        while (taken && System.nanoTime() < end) {
          taken = isTaken(socket, new byte[FRAME_BYTES]);
          most = Math.max(most, heapBytes());
        }
        assertFalse(taken, "it takes all that comes");
      }
    }
    assertHarmless("a frame without end", undisturbed, most);
  }

  @Test
  void framesThatComeInSingleBytes() throws Exception {
    long undisturbed = heapBytes();
    long most = 0;
    List<DeafSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < TRICKLERS; i++) {
        sockets.add(stage.deafSocket(Protocol.POC));
        sockets.get(i).begin(FRAME_BYTES, 0);
      }
      for (int i = 0; i < TRICKLED_BYTES; i++) {
        for (DeafSocket socket : sockets) {
          boolean unused = isTaken(socket, new byte[1]);
        }
        if (i % HEAP_LOOK == 0) {
          most = Math.max(most, heapBytes());
        }
      }
    } finally {
      close(sockets);
    }
    assertHarmless("single bytes", undisturbed, most);
  }

  /** Whether the connection is there, and something takes what comes. */
  private static boolean isTaken(DeafSocket socket, byte[] bytes) {
    try {
      socket.write(bytes);
      return true;
    } catch (IOException ended) {
      LOG.log(Level.DEBUG, "As it should be", ended);
      return false;
    }
  }

  @Test
  void fragmentsWithPongsBetweenThem() throws Exception {
    try (DeafSocket socket = stage.deafSocket(Protocol.POC)) {
      socket.fragment(true, 1);
      long begin = System.nanoTime();
      CompletableFuture<String> words = CompletableFuture.supplyAsync(() -> lastWords(socket));
      while (!words.isDone() && System.nanoTime() - begin < TimeUnit.MINUTES.toNanos(1)) {
        try {
          socket.pong();
          socket.fragment(false, 1);
        } catch (IOException ended) {
          LOG.log(Level.DEBUG, "As it should be", ended);
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
      assertTrue(isEndOfUnfinished(words.get(1, TimeUnit.SECONDS)), words.join());
    }
    gateway.awaitHealthNumber("sockets", 0, Stage.PATIENCE);
  }

  private static String lastWords(DeafSocket socket) {
    try {
      return socket.lastWords(Duration.ofMinutes(1));
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void fragmentsOfClientsThatAreOpen() throws Exception {
    List<DeafSocket> sockets = new ArrayList<>();
    long undisturbed;
    long most;
    List<String> words = new ArrayList<>();
    try {
      for (int i = 0; i < OPEN_CLIENTS; i++) {
        sockets.add(stage.deafSocket(Protocol.POC));
        sockets.get(i).send(((PocClient) stage.stranger(Protocol.POC)).firstFrame());
      }
      gateway.awaitHealthNumber("sessions", OPEN_CLIENTS, Stage.PATIENCE);
      undisturbed = heapBytes();
      for (DeafSocket socket : sockets) {
        fragments(socket);
      }
      most = heapBytes();
      for (DeafSocket socket : sockets) {
        words.add(socket.lastWords(IDLE_TIMEOUT.plusSeconds(20)));
      }
    } finally {
      close(sockets);
    }
    assertTrue(words.stream().allMatch(FloodIT::isEndOfUnfinished), words::toString);
    assertTrue(words.stream().anyMatch(each -> each.startsWith("1013 ")), words::toString);
    assertHarmless("fragments of open clients", undisturbed, most);
  }

  /** All of a message but its end, as far as it is taken. */
  private static void fragments(DeafSocket socket) {
    try {
      for (int i = 0; i < 15; i++) {
        socket.fragment(i == 0, FRAME_BYTES / 16);
      }
    } catch (IOException ended) {
      LOG.log(Level.DEBUG, "As it should be", ended);
    }
  }

  @Test
  void aClientThatIsGivenUpHasNoConnectionAnyMoreWhenItDoesNotCount() throws Exception {
    try (PocClient speaker = (PocClient) stage.join(Protocol.POC);
        DeafSocket deaf = stage.deafSocket(Protocol.POC)) {
      deaf.send(((PocClient) stage.stranger(Protocol.POC)).firstFrame());
      gateway.awaitHealthNumber("sessions", 2, Stage.PATIENCE);
      long end = System.nanoTime() + Stage.PATIENCE.toNanos();
      while (gateway.healthNumber("sessions") == 2 && System.nanoTime() < end && isTaken(deaf)) {
        speaker.say(LARGE_TEXT);
        assertTrue(speaker.hear().startsWith("x"));
      }
      gateway.awaitHealthNumber("sockets", 1, Duration.ofSeconds(20));
      assertTrue(hasEnded(deaf), "it has no place any more, and still its connection");
    }
    gateway.awaitHealthNumber("sockets", 0, Stage.PATIENCE);
  }

  /** Without having read what it was sent, it finds that nobody takes what it says. */
  private static boolean hasEnded(DeafSocket deaf) throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      if (!isTaken(deaf)) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return false;
  }

  /** Whether it can give a sign of life. */
  private static boolean isTaken(DeafSocket deaf) {
    try {
      deaf.pong();
      return true;
    } catch (IOException ended) {
      LOG.log(Level.DEBUG, "As it should be", ended);
      return false;
    }
  }

  @Test
  void aFrameThatIsNotMasked() throws Exception {
    try (DeafSocket socket = stage.deafSocket(Protocol.POC)) {
      socket.unmasked();
      assertFalse(socket.lastWords(Duration.ofSeconds(20)).startsWith("1000"));
    }
  }
}
