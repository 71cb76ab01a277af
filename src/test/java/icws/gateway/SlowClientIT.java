package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.PocClient;
import icws.ic.Principal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LiveSystem.Shared.class)
class SlowClientIT {
  private static final String LARGE = "/all " + "x".repeat(60_000);
  private static final int MOST_ROUNDS = 400;

  @Test
  void aClientThatNeverReadsIsClosedAndTheOthersAreServed(LiveSystem system) throws Exception {
    GatewayProcess gateway = system.gateway();
    Principal canister = system.network().installDemo();
    double opened = gateway.metric("icws_sessions_opened");
    PocClient deaf = system.network().register(canister);
    try (PocClient speaker = system.client(canister);
        DeafSocket socket = new DeafSocket(gateway.socket())) {
      socket.send(deaf.firstFrame());
      gateway.awaitMetric("icws_sessions_opened", opened + 2);

      int rounds = 0;
      while (gateway.metric("icws_sessions") == 2 && rounds++ < MOST_ROUNDS) {
        speaker.say(LARGE);
        assertTrue(speaker.hear().startsWith("x"));
      }

      gateway
          .log()
          .await(
              line ->
                  line.contains("ends: 1013 TRY_AGAIN_LATER, more than")
                      && line.contains("bytes wait for this client to read them"),
              Duration.ofSeconds(10));
      assertTrue(
          system.network().requests().await(canister, "ws_close", 1, Duration.ofSeconds(20)));
      gateway.awaitMetric("icws_sockets", 1);
      speaker.say("unharmed");
      assertEquals("unharmed ping", speaker.hear());
    }
    gateway.awaitMetric("icws_sessions", 0);
  }
}
