package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import icws.client.GatewaySocket;
import icws.client.PocClient;
import icws.ic.Principal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A gateway's whole life, on servers of its own: starts that go wrong, waits, and stops. */
class GatewayLifeIT {
  private static final String ALLOWED = "https://app.example";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();

  GatewayLifeIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aWrongValueStopsTheStartAndSaysWhich() throws Exception {
    try (GatewayProcess gateway =
        GatewayProcess.launch(directory, Map.of("icws.network", "testnet"))) {
      gateway
          .log()
          .await(
              line ->
                  line.contains(
                      "The gateway does not start: icws.network is \"testnet\"; allowed: mainnet"
                          + " or custom"),
              PATIENCE);
      gateway.log().await(line -> line.contains(" ready in "), PATIENCE);
      assertNotEquals(200, gateway.get("/health/ready").statusCode());
      assertNotEquals(200, gateway.get("/api/settings").statusCode());
    }
  }

  @Test
  void itWaitsForItsNetworkServesOnlyAllowedOriginsAndTellsEverybodyWhenItStops() throws Exception {
    int networkPort = freePort();
    try (GatewayProcess gateway =
        GatewayProcess.launch(
            directory,
            Map.of(
                "icws.network", "custom",
                "icws.network.url", "http://127.0.0.1:" + networkPort,
                "icws.network.fetch-root-key", "true",
                "icws.allowed-origins", ALLOWED,
                "icws.root-protocol", "none",
                // All of this works without the cure, too.
                "icws.server.tyrus-timer", "false"))) {
      assertNobodyIsLetInYet(gateway);
      try (LocalNetwork network = LocalNetwork.start(networkPort)) {
        gateway.awaitHealth("ready", 200);
        assertEquals(200, gateway.get("/api/settings").statusCode());
        assertOriginsAreChecked(gateway);
        assertTheRootSpeaksNothing(gateway);
        assertEquals(List.of(), gateway.log().linesWith("(Tyrus) is replaced"));
        assertClientsAreToldOfTheStop(gateway, network);
      }
    }
  }

  private void assertNobodyIsLetInYet(GatewayProcess gateway) throws Exception {
    // The server speaks of its health before all of the application is there.
    gateway.log().await(line -> line.contains(" ready in "), PATIENCE);
    gateway.awaitHealth("live", 200);
    assertEquals(503, gateway.get("/health/ready").statusCode());
    assertEquals(503, gateway.get("/api/settings").statusCode());
    assertRefused(503, () -> GatewaySocket.connect(http, gateway.socket()));
  }

  private void assertOriginsAreChecked(GatewayProcess gateway) throws Exception {
    assertRefused(403, () -> GatewaySocket.connect(http, gateway.socket(), "https://evil.example"));
    gateway.awaitLimitReached("origins", 1);
    GatewaySocket.connect(http, gateway.socket(), ALLOWED).close();
  }

  private void assertTheRootSpeaksNothing(GatewayProcess gateway) throws Exception {
    assertRefused(404, () -> GatewaySocket.connect(http, gateway.socket("/"), ALLOWED));
    assertEquals(200, gateway.get("/").statusCode());
  }

  private static void assertRefused(int status, Executable handshake) {
    Throwable refusal = assertThrows(CompletionException.class, handshake).getCause();
    assertEquals(
        status,
        assertInstanceOf(WebSocketHandshakeException.class, refusal).getResponse().statusCode());
  }

  private void assertClientsAreToldOfTheStop(GatewayProcess gateway, LocalNetwork network)
      throws Exception {
    Principal canister = network.installDemo();
    PocClient client = network.register(canister);
    client.join(GatewaySocket.connect(http, gateway.socket()));
    GatewaySocket silent = GatewaySocket.connect(http, gateway.socket());
    gateway.awaitMetric("icws_sockets", 2);

    gateway.stop();

    GatewaySocket.Closure goingAway = new GatewaySocket.Closure(1001, "the gateway stops");
    assertEquals(goingAway, client.socket().awaitClosure());
    assertEquals(goingAway, silent.awaitClosure());
    assertEquals(1, network.requests().count(canister, "ws_close"));
    assertFalse(gateway.isAlive());
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
