package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewaySocket;
import icws.client.V1Client;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests for a WebSocket, well formed and not, of one client address after the other: whatever
 * becomes of them, none leads to a socket that the gateway does not count. On every application
 * server.
 */
@Tag("any-server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandshakeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ADDRESS_CONNECTIONS = 1_000;
  private static final int OPENING_BURST = 1_100;
  private static final int OPENINGS = 1_500;

  private final LocalNetwork network = LocalNetwork.start(0);
  private final HttpClient http = HttpClient.newHttpClient();
  private final GatewayProcess gateway;

  HandshakeIT(@TempDir Path directory) throws Exception {
    gateway =
        GatewayProcess.launch(
            directory,
            network.settings(
                Map.of(
                    "icws.proxies.trusted",
                    "127.0.0.0/8",
                    "icws.limits.connections-per-address",
                    Integer.toString(ADDRESS_CONNECTIONS),
                    "icws.limits.openings-per-second",
                    "1",
                    "icws.limits.opening-burst",
                    Integer.toString(OPENING_BURST),
                    "icws.limits.first-frame-timeout",
                    "5m")));
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
  void noSocketIsLeft() throws Exception {
    gateway.awaitHealthNumber("sockets", 0, PATIENCE);
  }

  /** A request and its answer, on a connection that is still there. */
  private record Asked(Socket connection, int status, String head) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  private static Map<String, String> wellFormed(String client) {
    return Map.of(
        "Host", "x",
        "Upgrade", "websocket",
        "Connection", "Upgrade",
        "Sec-WebSocket-Version", "13",
        "Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==",
        "X-Forwarded-For", client);
  }

  private Asked ask(String line, Map<String, String> headers) throws IOException {
    String head =
        headers.entrySet().stream()
            .filter(header -> !header.getValue().isEmpty())
            .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
            .collect(Collectors.joining("", line + "\r\n", "\r\n"));
    Socket connection = new Socket(InetAddress.getLoopbackAddress(), gateway.http("/").getPort());
    connection.setSoTimeout((int) PATIENCE.toMillis());
    connection.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    BufferedReader answer =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
    String status = answer.readLine();
    StringBuilder rest = new StringBuilder();
    String next = answer.readLine();
    while (next != null && !next.isEmpty()) {
      rest.append(next).append('\n');
      next = answer.readLine();
    }
    return new Asked(connection, Integer.parseInt(status.split(" ", -1)[1]), rest.toString());
  }

  private Asked ask(String client) throws IOException {
    return ask("GET /v1 HTTP/1.1", wellFormed(client));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          GET /v1?room={1} HTTP/1.1, , , 400
          GET /v1?a=%zz HTTP/1.1, , , 400
          GET /v1?a|b HTTP/1.1, , , 400
          POST /v1 HTTP/1.1, , , 405
          PUT /v1 HTTP/1.1, , , 405
          GET /v1 HTTP/1.1, Sec-WebSocket-Version, 12, 426
          GET /v1 HTTP/1.1, Sec-WebSocket-Version, 13x, 426
          GET /v1 HTTP/1.1, Sec-WebSocket-Version, '', 426
          GET /v1 HTTP/1.1, Sec-WebSocket-Key, '', 400
          GET /v1 HTTP/1.1, Sec-WebSocket-Key, AAAA, 400
          GET /v1 HTTP/1.1, Sec-WebSocket-Key, AAAAAAAAAAAAAAAAAAAA?A==, 400
          GET /v1 HTTP/1.1, Sec-WebSocket-Key, AAAAAAAAAAAAAAAAAAAAAAAA, 400
          GET /v1 HTTP/1.1, Connection, keep-alive, 400
          GET /v1 HTTP/1.1, Connection, '', 400
          GET /v1 HTTP/1.1, Upgrade, '', 400
          GET /v1 HTTP/1.1, Upgrade, websocketx, 400
          GET /v1/x HTTP/1.1, , , 404
          GET /v2 HTTP/1.1, , , 404
          GET /v1x HTTP/1.1, , , 404
          """)
  void whatCannotBecomeASocketIsRefusedBeforeItIsOne(
      String line, String header, String value, int status) throws Exception {
    Map<String, String> headers = new TreeMap<>(wellFormed("198.51.100.1"));
    if (header != null) {
      headers.put(header, value);
    }
    try (Asked asked = ask(line, headers)) {
      assertEquals(status, asked.status(), asked.head());
      assertTrue(
          status != 426
              || asked.head().toLowerCase(Locale.ROOT).contains("sec-websocket-version: 13"),
          asked.head());
      assertEquals(0, gateway.healthNumber("sockets"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/", "/v1", "/", "//", "/v1;a=b", "/%76%31", "/v1?a=b&c=%20"})
  void pathsThatMeanTheSameLeadToTheSame(String path) throws Exception {
    Map<String, String> headers = wellFormed("198.51.100.2");
    try (Asked asked = ask("GET " + path + " HTTP/1.1", headers)) {
      assertEquals(101, asked.status(), asked.head());
      gateway.awaitHealthNumber("sockets", 1, PATIENCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1", "/v1/"})
  void aSlashAtTheEndMakesNoDifference(String path) {
    V1Client client = network.clientV1(network.installDemo());
    client.join(GatewaySocket.connect(http, gateway.socket(path)));
    client.say("one");
    assertEquals("one ping", client.hear());
    client.close();
  }

  @Test
  void fifteenHundredOpeningsOfOneAddressDoNotPassItsLimit() throws Exception {
    List<Asked> asked = new ArrayList<>();
    try {
      for (int i = 0; i < OPENINGS; i++) {
        asked.add(ask("198.51.100.3"));
      }
      Map<Integer, Long> statuses =
          asked.stream().collect(Collectors.groupingBy(Asked::status, Collectors.counting()));
      assertEquals(
          Map.of(101, (long) ADDRESS_CONNECTIONS, 429, (long) OPENINGS - ADDRESS_CONNECTIONS),
          statuses);
      assertEquals(ADDRESS_CONNECTIONS, gateway.healthNumber("sockets"));
    } finally {
      for (Asked each : asked) {
        each.close();
      }
    }
  }

  @Test
  void anAddressOpensAtAPaceAndIsToldToComeBackAndOthersMayComeMeanwhile() throws Exception {
    long begin = System.nanoTime();
    int letIn = 0;
    String refusal = "";
    while (refusal.isEmpty() && letIn < 2 * OPENING_BURST) {
      try (Asked asked = ask("198.51.100.4")) {
        refusal = asked.status() == 101 ? "" : asked.status() + "\n" + asked.head();
        letIn += asked.status() == 101 ? 1 : 0;
      }
    }
    long seconds = 1 + Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    assertTrue(letIn >= OPENING_BURST && letIn <= OPENING_BURST + seconds, letIn + " were let in");
    assertTrue(refusal.startsWith("429\n"), refusal);
    assertTrue(refusal.toLowerCase(Locale.ROOT).contains("retry-after: "), refusal);
    try (Asked other = ask("198.51.100.5")) {
      assertEquals(101, other.status());
    }
  }
}
