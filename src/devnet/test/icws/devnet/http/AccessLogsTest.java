package icws.devnet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.devnet.Conditions;
import icws.devnet.Devnet;
import icws.devnet.TestCanisters;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccessLogsTest {
  private static final Conditions CONDITIONS = Conditions.none().accessLogs(Duration.ofMinutes(10));

  private final HttpClient client = HttpClient.newHttpClient();

  private TestListener listener(TestNetwork network) {
    return listener(network, network.probe);
  }

  private TestListener listener(TestNetwork network, Principal canister) {
    return new TestListener(client, network.devnet.url(), canister);
  }

  private TestListener listening(TestNetwork network) {
    TestListener listener = listener(network);
    listener.socket().join();
    return listener;
  }

  private static Bytes increment(TestNetwork network) {
    return TestRequest.call(network.probe, "increment", Devnet.NO_ARGUMENTS, TestNetwork.expiry())
        .body();
  }

  private static void assertLine(String type, String method, int status, String line) {
    assertEquals(type, TestListener.field(line, "request_type"), line);
    assertEquals(method, TestListener.field(line, "ic_method"), line);
    assertEquals(String.valueOf(status), TestListener.field(line, "http_status"), line);
  }

  @Test
  void eachRequestToTheCanisterIsALine() throws InterruptedException {
    Bytes state =
        TestRequest.readState(List.of(List.of(Bytes.utf8("time"))), TestNetwork.expiry()).body();
    try (TestNetwork network = new TestNetwork(CONDITIONS)) {
      TestListener listener = listening(network);

      network.post(network.path("v3", "query"), network.query("get")).join();
      assertLine("query", "get", 200, listener.next());
      network.post(network.path("v3", "call"), increment(network)).join();
      assertLine("sync_call", "increment", 200, listener.next());
      network.post(network.path("v2", "call"), increment(network)).join();
      assertLine("call", "increment", 202, listener.next());
      network.post(network.path("v3", "read_state"), state).join();
      assertLine("read_state", "null", 200, listener.next());
      network.post(network.path("v3", "query"), Bytes.utf8("no CBOR")).join();
      assertLine("query", "null", 400, listener.next());
      Bytes unsent =
          TestRequest.query(network.probe, "get", Bytes.EMPTY, 1).without("sender").body();
      network.post(network.path("v3", "query"), unsent).join();
      assertLine("query", "get", 400, listener.next());
    }
  }

  @Test
  void lineSaysWhichCanisterWasAskedAndWhen() throws InterruptedException {
    try (TestNetwork network = new TestNetwork(CONDITIONS)) {
      TestListener listener = listening(network);
      Instant before = Instant.now();
      network.number("get");

      String line = listener.next();
      Instant answered = Instant.parse(TestListener.field(line, "timestamp"));
      assertTrue(!answered.isBefore(before) && !answered.isAfter(Instant.now()), line);
      assertEquals(network.probe.toString(), TestListener.field(line, "ic_canister_id"));
      assertEquals(32, TestListener.field(line, "client_id").length());
      assertEquals("null", TestListener.field(line, "error_cause"));
      assertTrue(Double.parseDouble(TestListener.field(line, "duration")) > 0, line);
    }
  }

  @Test
  void requestsToOtherCanistersAreNoLinesHere() throws InterruptedException {
    try (TestNetwork network = new TestNetwork(CONDITIONS)) {
      Principal other = network.devnet.install(TestCanisters.PROBE, Devnet.NO_ARGUMENTS);
      TestListener elsewhere = listener(network, other);
      elsewhere.socket().join();

      network.number("get");
      Bytes query =
          TestRequest.query(other, "whoami", Devnet.NO_ARGUMENTS, TestNetwork.expiry()).body();
      network.post("/api/v3/canister/" + other + "/query", query).join();

      assertLine("query", "whoami", 200, elsewhere.next());
    }
  }

  @Test
  void lineIsWrittenWhenTheCallIsAnswered() throws InterruptedException {
    Conditions blocks = CONDITIONS.blockInterval(Duration.ofMillis(200));
    try (TestNetwork network = new TestNetwork(blocks)) {
      TestListener listener = listening(network);
      CompletableFuture<?> answer = network.post(network.path("v3", "call"), increment(network));

      assertLine("sync_call", "increment", 200, listener.next());
      assertEquals(1, network.number("get"));
      answer.join();
    }
  }

  @Test
  void addressMayListenFiveTimesToOneCanister() throws IOException {
    try (TestNetwork network = new TestNetwork(CONDITIONS)) {
      Principal other = network.devnet.install(TestCanisters.PROBE, Devnet.NO_ARGUMENTS);
      List<WebSocket> sockets = new ArrayList<>();
      for (int i = 0; i < AccessLogs.MAX_OF_ADDRESS; i++) {
        sockets.add(listener(network).socket().join());
      }

      assertEquals(429, refusal(listener(network)));
      listener(network, other).socket().join();

      sockets.get(0).sendClose(WebSocket.NORMAL_CLOSURE, "").join();
      awaitRoom(network);
    }
  }

  /** When the one that has left is noticed, there is room for another. */
  private void awaitRoom(TestNetwork network) {
    CompletableFuture<WebSocket> next;
    do {
      next = listener(network).socket();
      next.handle((socket, failure) -> socket).join();
    } while (next.isCompletedExceptionally());
  }

  private static int refusal(TestListener listener) {
    CompletionException failure =
        assertThrows(CompletionException.class, () -> listener.socket().join());
    return assertInstanceOf(WebSocketHandshakeException.class, failure.getCause())
        .getResponse()
        .statusCode();
  }

  @Test
  void canistersOfNoSubnetHaveNoLog() {
    try (TestNetwork network = new TestNetwork(CONDITIONS)) {
      Principal elsewhere = Principal.of(Bytes.ofHex("00000000ff0000000101"));
      assertEquals(404, refusal(listener(network, elsewhere)));
    }
  }

  @Test
  void logIsForWebSocketsOnly() {
    try (TestNetwork network = new TestNetwork(CONDITIONS)) {
      assertEquals(400, get(network, "/logs/canister/" + network.probe));
      assertEquals(404, get(network, "/logs/canister"));
    }
  }

  private int get(TestNetwork network, String path) {
    return client
        .sendAsync(
            HttpRequest.newBuilder(network.devnet.url().resolve(path)).build(),
            HttpResponse.BodyHandlers.discarding())
        .join()
        .statusCode();
  }

  @Test
  void withoutTheOptionThereIsNoLog() {
    try (TestNetwork network = new TestNetwork(Conditions.none())) {
      assertEquals(404, refusal(listener(network)));
    }
  }

  @Test
  void pingIsAnswered() {
    try (TestNetwork network = new TestNetwork(CONDITIONS)) {
      TestListener listener = listening(network);
      WebSocket socket = listener.socket().join();

      // Before it, what the server discards.
      socket.sendText("x".repeat(70_000), true).join();
      socket.sendText("y".repeat(200), true).join();
      socket.sendPing(StandardCharsets.UTF_8.encode("alive")).join();

      assertEquals("alive", listener.pong.join());
    }
  }

  @Test
  void listenerIsSentAwayAfterATimeWithoutALine() throws IOException {
    Duration idle = Duration.ofMillis(500);
    try (TestNetwork network = new TestNetwork(CONDITIONS.accessLogs(idle));
        Socket socket =
            new Socket(network.devnet.url().getHost(), network.devnet.url().getPort())) {
      long before = System.nanoTime();
      DataInputStream in = handshake(network, socket);

      // A close frame with a code that is none of RFC 6455's, so that some clients do not take it.
      byte[] close = in.readAllBytes();
      Duration waited = Duration.ofNanos(System.nanoTime() - before);
      ByteBuffer frame = ByteBuffer.wrap(close);
      assertEquals(0x88, frame.get() & 0xff);
      assertEquals(close.length - 2, frame.get());
      assertEquals(410, frame.getShort());
      assertEquals("Closed due to inactivity", StandardCharsets.UTF_8.decode(frame).toString());
      assertTrue(waited.compareTo(idle) >= 0, waited::toString);
      assertTrue(waited.compareTo(idle.multipliedBy(10)) < 0, waited::toString);
    }
  }

  private static DataInputStream handshake(TestNetwork network, Socket socket) throws IOException {
    String request =
        String.join(
            "\r\n",
            "GET /logs/canister/" + network.probe + " HTTP/1.1",
            "Host: devnet",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "",
            "");
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    DataInputStream in = new DataInputStream(socket.getInputStream());
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    // The example of RFC 6455, section 1.3.
    assertTrue(head.toString().contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), head::toString);
    return in;
  }

  @Test
  void largeBodiesAreRelayedAsTheyAre() {
    Bytes data = Bytes.wrap(new byte[1_500_000]);
    try (TestNetwork network = new TestNetwork(CONDITIONS)) {
      Bytes query =
          TestRequest.query(
                  network.probe,
                  "echo",
                  Candid.encode(CandidValue.blob(data)),
                  TestNetwork.expiry())
              .body();

      Bytes reply =
          TestNetwork.cbor(network.post(network.path("v3", "query"), query).join())
              .map("reply")
              .bytes("arg");

      assertEquals(data, Candid.decode(reply).get(0).asBlob());
    }
  }
}
