package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.V1Client;
import icws.ic.Principal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LiveSystem.Shared.class)
class KeepAliveIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void aClientThatAnswersAcknowledgementsStaysAndOneThatDoesNotIsDismissed(LiveSystem system)
      throws Exception {
    Principal canister = system.network().installShortPeriodsV1();
    try (V1Client lively = opened(system, canister);
        V1Client silent = opened(system, canister)) {
      silent.stopAnswering();
      assertEquals(
          "KeepAliveTimeout", silent.dismissal().get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      // One for each second of the silent one's time.
      assertTrue(system.network().requests().await(canister, "ws_message", 3, PATIENCE));
      lively.say("still here");
      assertEquals("still here", lively.hear());
      assertFalse(lively.dismissal().isDone());
    }
    system.gateway().awaitMetric("icws_sessions", 0);
  }

  private static V1Client opened(LiveSystem system, Principal canister) {
    V1Client client = system.network().clientV1(canister);
    client.open(system.socketV1());
    client.opened().join();
    return client;
  }
}
