package icws.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.PocClient;
import icws.gateway.DeafSocket;
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
 * Many clients that read nothing of what a canister says to all: what waits for them, in the
 * gateway and in the server below it, is within the bound of all outboxes.
 */
@Tag("load")
class DeafCrowdIT {
  private static final Logger LOG = System.getLogger(DeafCrowdIT.class.getName());

  private static final int DEAF_CLIENTS = 12;

  /** The system's own buffers are filled first, which may take some MiB for each socket. */
  private static final int MOST_TEXTS = 150;

  private static final String TEXT = "/all " + "x".repeat(60_000);
  private static final long TOTAL_BYTES = 6L << 20;
  private static final long ENOUGH_BYTES = TOTAL_BYTES / 3;

  /** What else grows a little: pooled buffers, batches that are being handed out. */
  private static final long SLACK_BYTES = 8L << 20;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "icws.limits.outbox-total-bytes",
          Long.toString(TOTAL_BYTES),
          "icws.limits.outbox-bytes",
          "262144",
          // Nobody is closed for reading too slowly, or for silence, however slow the machine is:
          // the
          // bytes are what counts here.
          "icws.limits.send-timeout",
          "1h",
          "icws.limits.idle-timeout",
          "1h");

  @Test
  void theHeapDoesNotGrowByMoreThanTheOutboxesMayHold() throws Exception {
    List<DeafSocket> deaf = new ArrayList<>();
    try (Stage stage = new Stage(SETTINGS)) {
      PocClient crier = (PocClient) stage.join(Protocol.POC);
      for (int i = 0; i < DEAF_CLIENTS; i++) {
        deaf.add(stage.deafSocket(Protocol.POC));
        deaf.get(i).send(((PocClient) stage.stranger(Protocol.POC)).firstFrame());
      }
      stage.gateway().awaitMetric("icws_sessions_opened", DEAF_CLIENTS + 1, Stage.PATIENCE);
      long before = Vitals.of(stage.gateway().pid()).heapBytes();
      long most = 0;
      double mostHeld = 0;
      for (int i = 0; i < MOST_TEXTS && mostHeld < ENOUGH_BYTES; i++) {
        crier.say(TEXT);
        crier.next().get(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        mostHeld = Math.max(mostHeld, stage.gateway().metric("icws_outbox_memory_bytes"));
        if (mostHeld > TEXT.length()) {
          most = Math.max(most, Vitals.of(stage.gateway().pid()).heapBytes() - before);
        }
      }
      LOG.log(Level.INFO, "The heap grew by {0}, the outboxes held {1}", most, mostHeld);
      long grown = most;
      assertTrue(mostHeld > TEXT.length(), "nothing ever waited");
      assertTrue(mostHeld <= TOTAL_BYTES, "the outboxes held " + mostHeld);
      assertTrue(grown < TOTAL_BYTES + SLACK_BYTES, () -> "the heap grew by " + grown);

      for (DeafSocket socket : deaf) {
        socket.reset();
      }
      stage.gateway().awaitMetric("icws_sockets", 1, Duration.ofMinutes(1));
      assertEquals(0, stage.gateway().metric("icws_outbox_memory_bytes"));
      crier.say("unharmed");
      assertEquals("unharmed ping", crier.hear());
      crier.close();
    }
  }
}
