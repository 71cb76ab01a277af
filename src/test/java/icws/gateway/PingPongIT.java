package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.client.PocClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("smoke")
@ExtendWith(LiveSystem.Shared.class)
class PingPongIT {

  @Test
  void everyTextComesBackWithAPingAddedAndCertified(LiveSystem system) throws Exception {
    try (PocClient client = system.client(system.canister())) {
      for (int round = 0; round < 20; round++) {
        client.say("round " + round);
        assertEquals("round " + round + " ping", client.hear());
      }
    }
  }

  @Test
  void textsSentWithoutWaitingComeBackInOrder(LiveSystem system) throws Exception {
    try (PocClient client = system.client(system.canister())) {
      for (int i = 0; i < 10; i++) {
        client.say("text " + i);
      }
      for (int i = 0; i < 10; i++) {
        assertEquals("text " + i + " ping", client.hear());
      }
    }
  }

  @Test
  void whatOneClientSendsToAllReachesEveryOpenClientOfItsCanisterAndNoOther(LiveSystem system)
      throws Exception {
    try (PocClient speaker = system.client(system.canister());
        PocClient listener = system.client(system.canister());
        PocClient stranger = system.client(system.otherCanister())) {
      speaker.say("/all hello");
      assertEquals(speaker.hear(), listener.hear());
      // Whatever had leaked to the other canister's client would come before its own answer.
      stranger.say("alone");
      assertEquals("alone ping", stranger.hear());
    }
  }
}
