package icws.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.client.GatewaySocket;
import icws.client.GatewaySocket.Closure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The gateway is told to stop, as {@code kill} does, while its clients are in conversation. */
class StopUnderLoadIT {
  private static final int CLIENTS = 120;
  private static final int SILENT = 10;
  private static final int ANSWERS = 200;
  private static final Closure GOING_AWAY = new Closure(1001, "the gateway stops");

  @Test
  void everyClientAndEveryCanisterIsToldAndTheProcessEndsInTime() throws Exception {
    try (Stage stage = new Stage(Map.of("icws.shutdown.grace", "20s"));
        Crowd crowd = new Crowd(stage, CLIENTS, nanos -> {})) {
      List<GatewaySocket> all = new ArrayList<>(crowd.sockets());
      for (int i = 0; i < SILENT; i++) {
        all.add(stage.socket(Protocol.POC));
      }
      crowd.speakEvery(Duration.ofMillis(5));
      crowd.awaitAnswers(ANSWERS);
      crowd.throwIfFaulty();

      // Fails if it takes longer than the grace and what a server needs besides.
      stage.gateway().stop();

      for (GatewaySocket socket : all) {
        assertEquals(GOING_AWAY, socket.awaitClosure());
      }
      stage.countCalls();
      assertEquals(CLIENTS + 1, stage.opens());
      assertEquals(CLIENTS + 1, stage.closes());
    }
  }
}
