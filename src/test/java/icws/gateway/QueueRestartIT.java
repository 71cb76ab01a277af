package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.client.GatewayClient;
import icws.client.GatewaySocket;
import icws.ic.Principal;
import icws.ic.agent.Operator;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Canisters get new code while clients are there. The clients check that no message is missing. */
@ExtendWith(LiveSystem.Shared.class)
class QueueRestartIT {

  /** The demo, with clients of one protocol. */
  enum Demo {
    POC {
      @Override
      void update(LocalNetwork network, Operator.Mode mode, Principal canister) throws IOException {
        network.updateDemo(mode, canister);
        if (mode == Operator.Mode.REINSTALL) {
          // The canister begins with the same client ids as before, and the client that has the
          // first one is still connected.
          network.register(canister);
        }
      }

      @Override
      GatewayClient client(LiveSystem system, Principal canister) {
        return system.client(canister);
      }
    },
    V1 {
      @Override
      void update(LocalNetwork network, Operator.Mode mode, Principal canister) throws IOException {
        network.updateDemo(mode, canister);
      }

      @Override
      GatewayClient client(LiveSystem system, Principal canister) {
        return system.clientV1(canister);
      }
    };

    abstract void update(LocalNetwork network, Operator.Mode mode, Principal canister)
        throws IOException;

    /** A client that has heard the greeting. */
    abstract GatewayClient client(LiveSystem system, Principal canister);
  }

  @ParameterizedTest
  @EnumSource
  void aNewClientOfAReinstalledCanisterIsGreeted(Demo demo, LiveSystem system) throws Exception {
    Principal canister = system.network().installDemo();
    double restarts = system.gateway().metric("icws_queue_restarts");
    // The gateway's place in the queue lives as long as somebody is connected.
    try (GatewayClient early = demo.client(system, canister)) {
      talk(early, "early", 10);
      demo.update(system.network(), Operator.Mode.REINSTALL, canister);
      try (GatewayClient late = demo.client(system, canister)) {
        assertEquals(restarts + 1, system.gateway().metric("icws_queue_restarts"));
        // Past the place where the old queue ended.
        talk(late, "late", 20);
        early.say("who am I?");
        GatewaySocket.Closure closure = early.socket().awaitClosure();
        assertEquals(4420, closure.code(), closure::reason);
        talk(late, "still there", 1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientsOfACanisterThatIsUpgradedGoOn(Demo demo, LiveSystem system) throws Exception {
    Principal canister = system.network().installDemo();
    double restarts = system.gateway().metric("icws_queue_restarts");
    try (GatewayClient one = demo.client(system, canister);
        GatewayClient other = demo.client(system, canister)) {
      talk(other, "before", 3);
      List<String> texts = IntStream.range(0, 10).mapToObj(i -> "during " + i).toList();
      texts.forEach(one::say);
      demo.update(system.network(), Operator.Mode.UPGRADE, canister);
      for (String text : texts) {
        assertEquals(text + " ping", one.hear());
      }
      one.say("/all after");
      assertEquals("after", one.hear());
      assertEquals("after", other.hear());
      assertEquals(restarts, system.gateway().metric("icws_queue_restarts"));
      assertEquals(0, system.gateway().metric("icws_queue_gaps"));
    }
  }

  private static void talk(GatewayClient client, String text, int times) {
    for (int i = 0; i < times; i++) {
      client.say(text + " " + i);
      assertEquals(text + " " + i + " ping", client.hear());
    }
  }
}
