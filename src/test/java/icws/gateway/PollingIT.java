package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.PocClient;
import icws.devnet.RequestLog;
import icws.ic.Principal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LiveSystem.Shared.class)
class PollingIT {
  private static final String POLL = "ws_get_messages";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void noPollReachesACanisterAfterItsLastClientHasLeft(LiveSystem system) throws Exception {
    RequestLog requests = system.network().requests();
    Principal left = system.network().installDemo();
    Principal clock = system.otherCanister();
    try (PocClient stays = system.client(clock)) {
      PocClient first = system.client(left);
      PocClient last = system.client(left);
      first.close();
      assertTrue(requests.await(left, "ws_close", 1, PATIENCE));
      awaitMore(requests, left, 5);

      last.close();
      assertTrue(requests.await(left, "ws_close", 2, PATIENCE));
      system.gateway().awaitMetric("icws_canisters", 1);
      long polls = requests.count(left, POLL);
      // The other canister's poller, which has the same pace, tells how much time has passed: a
      // poller left over would have polled about as often.
      awaitMore(requests, clock, 20);
      assertEquals(polls, requests.count(left, POLL));
      stays.say("still here");
      assertEquals("still here ping", stays.hear());
    }
  }

  private static void awaitMore(RequestLog requests, Principal canister, int polls)
      throws InterruptedException {
    long before = requests.count(canister, POLL);
    assertTrue(requests.await(canister, POLL, before + polls, PATIENCE));
  }
}
