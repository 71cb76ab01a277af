package icws.gateway;

import static icws.gateway.OriginalFailingsIT.assertClosed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewaySocket;
import icws.client.V1Client;
import icws.devnet.http.ObservedRequest;
import icws.gateway.config.ConfigurationException;
import icws.gateway.config.GatewayConfiguration;
import icws.gateway.config.NetworkConfiguration;
import icws.ic.Principal;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * As {@link OriginalFailingsIT}, for what an operator sets or stops: each test has a network and a
 * gateway of its own.
 */
class OriginalFailingsInOperationIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PAGE = "https://app.example";

  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final LocalNetwork network = LocalNetwork.start(0);
  private final Principal canister = network.installDemo();

  OriginalFailingsInOperationIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void stop() {
    network.close();
  }

  private GatewayProcess start(Map<String, String> settings) throws Exception {
    return GatewayProcess.start(directory, network.settings(settings));
  }

  private GatewaySocket connect(GatewayProcess gateway) {
    return GatewaySocket.connect(http, gateway.socket("/v1"));
  }

  private V1Client join(GatewayProcess gateway, Principal at) {
    V1Client client = network.clientV1(at);
    client.join(connect(gateway));
    return client;
  }

  @Test
  @DisplayName("6: polls that fail for good, and a stop, tell the clients and the canister")
  void nobodyIsDroppedInSilence() throws Exception {
    Principal broken = network.installDemo();
    try (GatewayProcess gateway = start(Map.of())) {
      V1Client unlucky = join(gateway, broken);
      V1Client other = join(gateway, canister);

      network.mute(broken);
      assertClosed(unlucky.socket(), 4411, "ws_get_messages");
      assertTrue(network.requests().await(broken, "ws_close", 1, PATIENCE));
      other.say("unharmed");
      assertEquals("unharmed ping", other.hear());

      gateway.stop();
      assertClosed(other.socket(), 1001, "the gateway stops");
      assertEquals(1, network.requests().count(canister, "ws_close"));
    }
  }

  @Test
  @DisplayName("8: connections, rate, origins, sizes and times are limited")
  void everythingHasALimit() throws Exception {
    try (GatewayProcess gateway =
            start(
                Map.of(
                    "icws.limits.connections", "2",
                    "icws.limits.frame-bytes", "2048",
                    "icws.limits.frames-per-second", "1",
                    "icws.limits.frame-burst", "10",
                    "icws.limits.first-frame-timeout", "5s",
                    "icws.limits.idle-timeout", "1500ms",
                    "icws.limits.ping-interval", "500ms",
                    "icws.allowed-origins", PAGE));
        V1Client client = join(gateway, canister)) {
      GatewaySocket silent = connect(gateway);
      gateway.awaitMetric("icws_sockets", 2);
      assertRefused(503, () -> connect(gateway));
      assertClosed(silent, 1008, "no first frame in time");
      gateway.awaitMetric("icws_sockets", 1);

      connectFrom(PAGE, gateway).close();
      assertRefused(403, () -> connectFrom("https://evil.example", gateway));
      gateway.awaitMetric("icws_sockets", 1);

      GatewaySocket talkative = connect(gateway);
      talkative.send(new byte[2049]);
      assertClosed(talkative, 1009, "frame over the limit");
      gateway.awaitMetric("icws_sockets", 1);

      V1Client hasty = join(gateway, canister);
      for (int i = 0; i < 12; i++) {
        hasty.say("text " + i);
      }
      assertClosed(hasty.socket(), 1008, "frames a second");
      assertTrue(network.requests().await(canister, "ws_close", 1, PATIENCE));
      gateway.awaitMetric("icws_sockets", 1);

      assertHalfOpenSocketsEnd(gateway, client);
      // It has said nothing since it opened; but its pongs came.
      client.say("alive");
      assertEquals("alive ping", client.hear());
    }
  }

  private void assertHalfOpenSocketsEnd(GatewayProcess gateway, V1Client speaker) throws Exception {
    V1Client vanished = network.clientV1(canister);
    try (DeafSocket socket = new DeafSocket(gateway.socket("/v1"))) {
      socket.send(vanished.firstFrame(speaker.gateway().join()));
      gateway.log().await(line -> line.contains("silent for more than"), PATIENCE);
      assertTrue(network.requests().await(canister, "ws_close", 2, PATIENCE));
      gateway.awaitMetric("icws_sockets", 1);
    }
  }

  private GatewaySocket connectFrom(String page, GatewayProcess gateway) {
    return GatewaySocket.connect(http, gateway.socket("/v1"), page);
  }

  private static void assertRefused(int status, Executable handshake) {
    Throwable refusal = assertThrows(CompletionException.class, handshake).getCause();
    assertEquals(
        status,
        assertInstanceOf(WebSocketHandshakeException.class, refusal).getResponse().statusCode());
  }

  @Test
  @DisplayName("9: mainnet is what the operator calls so, and never trusts a key it is told")
  void aPeerOfMainnetIsNotTrusted() throws Exception {
    try (GatewayProcess gateway =
        GatewayProcess.start(
            directory,
            Map.of("icws.network", "mainnet", "icws.network.url", network.url().toString()))) {
      V1Client client = network.clientV1(canister);
      client.open(connect(gateway));

      // The opening is made again and again, for the answers are certified with another key.
      assertTrue(network.requests().await(canister, "ws_open", 2, PATIENCE));
      assertEquals(0, gateway.metric("icws_sessions_opened"));
      assertEquals(
          0, network.requests().count(request -> request.kind() == ObservedRequest.Kind.STATUS));
      client.close();
    }
  }

  @ParameterizedTest
  @DisplayName("9: mainnet is mainnet, however its address is spelt")
  @ValueSource(
      strings = {
        "https://icp-api.io",
        "https://icp-api.io/",
        "https://icp-api.io:443",
        "https://ICP-API.io",
        "https://ic0.app",
        "http://127.0.0.1:8000"
      })
  void noSpellingMakesANetworkAnother(String url) {
    assertInstanceOf(NetworkConfiguration.Mainnet.class, network("mainnet", url));
    // A custom network has no key unless the operator names it, or says to trust that network.
    assertThrows(ConfigurationException.class, () -> network("custom", url));
  }

  private static NetworkConfiguration network(String kind, String url) {
    Properties settings = new Properties();
    settings.putAll(Map.of("icws.network", kind, "icws.network.url", url));
    return GatewayConfiguration.of(settings, Map.of()).network();
  }
}
