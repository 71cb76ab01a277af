package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewaySocket;
import icws.client.PocClient;
import icws.client.V1Client;
import icws.ic.Principal;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the gateway promises on every application server, whichever {@link ApplicationServer} is
 * chosen. It asks the server nothing but MicroProfile Health, since not all have MicroProfile
 * Metrics.
 */
@Tag("any-server")
class AnyServerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ALLOWED = "https://app.example";

  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final LocalNetwork network = LocalNetwork.start(0);
  private final Principal canister = network.installDemo();

  AnyServerIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void stop() {
    network.close();
  }

  private GatewayProcess start(Map<String, String> settings) throws Exception {
    return GatewayProcess.start(directory, network.settings(settings));
  }

  private PocClient joinPoc(GatewayProcess gateway) {
    PocClient client = network.register(canister);
    client.join(GatewaySocket.connect(http, gateway.socket()));
    return client;
  }

  private V1Client joinV1(GatewayProcess gateway, String path) {
    V1Client client = network.clientV1(canister);
    client.join(GatewaySocket.connect(http, gateway.socket(path)));
    return client;
  }

  @Test
  void bothProtocolsAreServedAndAStopTellsEverybody() throws Exception {
    try (GatewayProcess gateway = start(Map.of())) {
      PocClient poc = joinPoc(gateway);
      V1Client v1 = joinV1(gateway, "/v1");
      V1Client atTheRoot = joinV1(gateway, "/");
      poc.say("one");
      assertEquals("one ping", poc.hear());
      v1.say("two");
      assertEquals("two ping", v1.hear());
      atTheRoot.say("three");
      assertEquals("three ping", atTheRoot.hear());

      gateway.stop();

      // A server may be faster with its own 1001, which has no text.
      assertEquals(1001, poc.socket().awaitClosure().code());
      assertEquals(1001, v1.socket().awaitClosure().code());
      assertEquals(1001, atTheRoot.socket().awaitClosure().code());
      assertEquals(3, network.requests().count(canister, "ws_close"));
      assertFalse(gateway.isAlive());
    }
  }

  @Test
  void whoIsRefusedIsRefusedBeforeTheUpgrade() throws Exception {
    Map<String, String> limits =
        Map.of(
            "icws.allowed-origins", ALLOWED,
            "icws.root-protocol", "none",
            "icws.limits.connections-per-address", "1");
    try (GatewayProcess gateway = start(limits)) {
      assertRefused(403, () -> connect(gateway, "/v1", "https://evil.example"));
      assertRefused(404, () -> connect(gateway, "/", ALLOWED));
      assertRefused(404, () -> connect(gateway, "/any/path", ALLOWED));
      GatewaySocket first = connect(gateway, "/v1", ALLOWED);
      // The gateway counts a socket before it greets.
      first.next().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertRefused(429, () -> connect(gateway, "/v1", ALLOWED));
      first.close();
    }
  }

  /** Of other applications under the same name; a browser sends them all. */
  @Test
  void sixteenKilobytesOfCookiesDoNotPreventAnUpgrade() throws Exception {
    String cookies =
        IntStream.range(0, 4)
            .mapToObj(number -> "c" + number + "=" + "x".repeat(4_090))
            .collect(Collectors.joining("; "));
    try (GatewayProcess gateway = start(Map.of())) {
      http.newWebSocketBuilder()
          .header("Cookie", cookies)
          .buildAsync(gateway.socket("/v1"), new WebSocket.Listener() {})
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .abort();
    }
  }

  private GatewaySocket connect(GatewayProcess gateway, String path, String origin) {
    return GatewaySocket.connect(http, gateway.socket(path), origin);
  }

  private static void assertRefused(int status, Executable handshake) {
    Throwable refusal = assertThrows(CompletionException.class, handshake).getCause();
    assertEquals(
        status,
        assertInstanceOf(WebSocketHandshakeException.class, refusal).getResponse().statusCode());
  }

  @Test
  void aWrongFrameIsClosedWithItsCodeAndAClientThatAbortsIsForgotten() throws Exception {
    try (GatewayProcess gateway = start(Map.of("icws.limits.frame-bytes", "65536"))) {
      GatewaySocket wrong = GatewaySocket.connect(http, gateway.socket());
      wrong.send(new byte[] {1, 2, 3});
      assertEquals(4400, wrong.awaitClosure().code());
      GatewaySocket large = GatewaySocket.connect(http, gateway.socket());
      large.send(new byte[70_000]);
      assertEquals(1009, large.awaitClosure().code());

      PocClient aborts = joinPoc(gateway);
      aborts.socket().abort();
      assertTrue(network.requests().await(canister, "ws_close", 1, PATIENCE));
    }
  }
}
