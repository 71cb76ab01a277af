package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewayClient;
import icws.client.Ic4jIdentity;
import icws.client.MappedTypes;
import icws.client.V1Client;
import icws.devnet.RequestLog;
import icws.ic.Principal;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.ic4j.agent.identity.BasicIdentity;
import org.ic4j.agent.identity.Identity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients of both protocols at the same time through one gateway. */
@ExtendWith(LiveSystem.Shared.class)
class BothProtocolsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int ROUNDS = 20;

  private final LiveSystem system;
  private final GatewayProcess gateway;

  BothProtocolsIT(LiveSystem system) {
    this.system = system;
    this.gateway = system.gateway();
  }

  @Test
  void toTwoCanisters() throws Exception {
    assertTheyLiveTogether(system.network().installDemo(), system.network().installDemo());
  }

  @Test
  void toOneCanister() throws Exception {
    Principal canister = system.network().installDemo();
    assertTheyLiveTogether(canister, canister);
  }

  @Test
  void whatAClientOfTheOneTellsAllReachesTheClientsOfTheOther() throws Exception {
    Principal canister = system.network().installDemo();
    try (GatewayClient poc = system.client(canister);
        GatewayClient v1 = system.clientV1(canister)) {
      poc.say("/all from PoC");
      assertEquals("from PoC", v1.hear());
      v1.say("/all from v1");
      assertEquals("from v1", v1.hear());
      assertEquals("from PoC", poc.hear());
      assertEquals("from v1", poc.hear());
    }
  }

  @Test
  void withAnIdentityAndTypesOfAnotherLibrary() throws Exception {
    Identity identity =
        BasicIdentity.fromKeyPair(
            KeyPairGenerator.getInstance("Ed25519", new BouncyCastleProvider()).generateKeyPair());
    AppMessage hello = new AppMessage();
    hello.text = "mapped";
    try (V1Client client =
        system.clientV1(system.network().installDemo(), new Ic4jIdentity(identity))) {
      client.socket().send(client.nextFrame(MappedTypes.encode(hello)));
      assertEquals("mapped ping", client.hear());
    }
  }

  /** What the demo canister says and hears. */
  public static final class AppMessage {
    public String text = "";
  }

  private void assertTheyLiveTogether(Principal poc, Principal v1) throws Exception {
    try (GatewayClient pocStays = system.client(poc);
        GatewayClient pocLeaves = system.client(poc);
        GatewayClient v1Stays = system.clientV1(v1);
        GatewayClient v1Leaves = system.clientV1(v1)) {
      gateway.awaitMetric("icws_sessions", 4);
      gateway.awaitMetric("icws_canisters", 2);
      assertServed(List.of(pocStays, v1Stays, pocLeaves, v1Leaves));

      leave(pocLeaves, poc);
      assertServed(List.of(v1Leaves, pocStays, v1Stays));
      leave(v1Leaves, v1);
      assertServed(List.of(pocStays, v1Stays));
      gateway.awaitMetric("icws_canisters", 2);
    }
    gateway.awaitMetric("icws_sessions", 0);
    gateway.awaitMetric("icws_sockets", 0);
    gateway.awaitMetric("icws_canisters", 0);
  }

  /** Everybody speaks in turn, nobody waits, and everybody hears all its own answers in order. */
  private static void assertServed(List<GatewayClient> clients) {
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < clients.size(); i++) {
        clients.get(i).say(text(i, round));
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < clients.size(); i++) {
        assertEquals(text(i, round) + " ping", clients.get(i).hear());
      }
    }
  }

  private static String text(int client, int round) {
    return "client " + client + " in round " + round;
  }

  private void leave(GatewayClient client, Principal canister) throws InterruptedException {
    RequestLog requests = system.network().requests();
    long closed = requests.count(canister, "ws_close");
    client.close();
    assertTrue(requests.await(canister, "ws_close", closed + 1, PATIENCE));
  }
}
