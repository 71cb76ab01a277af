package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewaySocket;
import icws.client.GatewaySocket.Closure;
import icws.client.PocClient;
import icws.ic.Principal;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway with small limits, behind a proxy that it trusts (this test, which says of each socket
 * which client it is for).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsIT {
  private static final String ALICE = "198.51.100.1";
  private static final String BOB = "198.51.100.2";
  private static final String CAROL = "2001:db8::3";
  private static final int FRAME_BURST = 3;

  private final HttpClient http = HttpClient.newHttpClient();
  private final LocalNetwork network = LocalNetwork.start(0);
  private final Principal canister = network.installDemo();
  private final GatewayProcess gateway;

  LimitsIT(@TempDir Path directory) throws Exception {
    gateway =
        GatewayProcess.launch(
            directory,
            network.settings(
                Map.of(
                    "icws.root-protocol", "poc",
                    "icws.allowed-canisters", canister.toString(),
                    "icws.proxies.trusted", "127.0.0.0/8",
                    "icws.limits.connections", "4",
                    "icws.limits.connections-per-address", "2",
                    "icws.limits.clients-per-canister", "2",
                    "icws.limits.frames-per-second", "1",
                    "icws.limits.frame-burst", Integer.toString(FRAME_BURST))));
  }

  @BeforeAll
  void itStarts() throws InterruptedException {
    gateway.awaitReady();
  }

  @AfterAll
  void itStops() {
    gateway.close();
    network.close();
  }

  @AfterEach
  void nobodyIsLeft() throws Exception {
    gateway.awaitMetric("icws_sockets", 0);
    gateway.awaitMetric("icws_sessions", 0);
    gateway.awaitMetric("icws_addresses", 0);
  }

  private GatewaySocket connect(String client) {
    return GatewaySocket.connect(http, gateway.socket("/"), "X-Forwarded-For", client);
  }

  private PocClient join(String address) {
    PocClient client = network.register(canister);
    client.join(connect(address));
    return client;
  }

  private void assertRefused(int status, String client) {
    Throwable refusal = assertThrows(CompletionException.class, () -> connect(client)).getCause();
    assertEquals(
        status,
        assertInstanceOf(WebSocketHandshakeException.class, refusal).getResponse().statusCode());
  }

  @Test
  void anAddressAndAllOfThemMayHaveSoManySocketsAndNoMore() throws Exception {
    try (GatewaySocket first = connect(ALICE);
        GatewaySocket second = connect("1.1.1.1, " + ALICE)) {
      gateway.awaitMetric("icws_sockets", 2);
      assertRefused(429, ALICE);
      gateway.awaitLimitReached("address_connections", 1);
      try (GatewaySocket third = connect(CAROL);
          GatewaySocket fourth = connect("2001:db8:0:0:ffff::3")) {
        gateway.awaitMetric("icws_sockets", 4);
        assertEquals(2, gateway.metric("icws_addresses"));
        assertRefused(503, BOB);
        gateway.awaitLimitReached("connections", 1);
        assertTrue(first.isOpen() && second.isOpen() && third.isOpen() && fourth.isOpen());
      }
    }
    gateway.awaitMetric("icws_sockets", 0);
    connect(ALICE).close();
  }

  @Test
  void aClientThatSendsTooManyFramesIsClosedAndAnotherIsNot() throws Exception {
    try (PocClient bystander = join(BOB)) {
      PocClient flood = join(ALICE);
      // No more than it takes: who still writes when the gateway closes may never read why.
      for (int i = 0; i < 2 * FRAME_BURST; i++) {
        flood.say("flood");
      }
      assertEquals(
          new Closure(1008, "more than 1 frames a second in the long run"),
          flood.socket().awaitClosure());
      gateway.awaitLimitReached("frame_rate", 1);
      bystander.say("unharmed");
      assertEquals("unharmed ping", bystander.hear());
    }
  }

  @Test
  void aCanisterMayHaveSoManyClientsAndNoMore() throws Exception {
    try (PocClient first = join(ALICE);
        PocClient second = join(ALICE)) {
      GatewaySocket socket = connect(BOB);
      network.register(canister).open(socket);
      assertEquals(
          new Closure(1013, "2 clients of this canister are connected already"),
          socket.awaitClosure());
      gateway.awaitLimitReached("canister_clients", 1);
      assertTrue(first.socket().isOpen() && second.socket().isOpen());
    }
  }

  @Test
  void aCanisterThatIsNotListedIsNotServed() throws Exception {
    Principal other = network.installDemo();
    GatewaySocket socket = connect(ALICE);
    network.register(other).open(socket);
    assertEquals(new Closure(4403, "this gateway does not serve " + other), socket.awaitClosure());
    gateway.awaitLimitReached("canisters", 1);
    assertEquals(0, network.requests().count(other, "ws_open"));
  }
}
