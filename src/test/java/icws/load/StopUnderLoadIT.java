package icws.load;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewaySocket;
import icws.client.GatewaySocket.Closure;
import icws.faults.FaultProxy;
import icws.faults.Faults;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The gateway is told to stop, as {@code kill} does, while its clients are in conversation. */
@Tag("load")
class StopUnderLoadIT {
  private static final int CLIENTS = 120;
  private static final int SILENT = 10;
  private static final int ANSWERS = 200;
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final Closure GOING_AWAY = new Closure(1001, "the gateway stops");

  private @Nullable FaultProxy proxy;

  private URI throughProxy(URI network) {
    proxy = FaultProxy.start(network);
    return proxy.url();
  }

  @AfterEach
  void closeProxy() {
    if (proxy != null) {
      proxy.close();
    }
  }

  @Test
  void clientsAreToldAndWhatTheySaidStillReachesTheCanisterWithinTheGrace() throws Exception {
    Map<String, String> settings = Map.of("icws.shutdown.grace", GRACE.toSeconds() + "s");
    try (Stage stage = new Stage(settings, this::throughProxy);
        Crowd crowd = new Crowd(stage, CLIENTS, nanos -> {})) {
      List<GatewaySocket> all = new ArrayList<>(crowd.sockets());
      for (int i = 0; i < SILENT; i++) {
        all.add(stage.socket(Protocol.POC));
      }
      crowd.speakEvery(Duration.ofMillis(5));
      crowd.awaitAnswers(ANSWERS);
      CompletableFuture<Void> release = new CompletableFuture<>();
      requireNonNull(proxy)
          .inject(request -> request.method().startsWith("ws_message"), Faults.heldUntil(release));
      crowd.awaitUnanswered(CLIENTS);
      crowd.stopActions();
      stage.gateway().awaitMetric("icws_frames_in", (double) crowd.said() + CLIENTS + 1);
      crowd.throwIfFaulty();

      CompletableFuture<Duration> stop = CompletableFuture.supplyAsync(() -> timeOfStop(stage));
      for (GatewaySocket socket : all) {
        assertEquals(GOING_AWAY, socket.awaitClosure());
      }
      release.complete(null);

      Duration took = stop.join();
      assertTrue(took.compareTo(GRACE) <= 0, took::toString);
      stage.countCalls();
      assertEquals(CLIENTS + 1, stage.opens());
      assertEquals(crowd.said(), stage.messages());
      assertEquals(CLIENTS + 1, stage.closes());
    }
  }

  private static Duration timeOfStop(Stage stage) {
    long start = System.nanoTime();
    try {
      stage.gateway().stop();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
