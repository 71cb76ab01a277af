package icws.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import icws.client.LoadClient.Heard;
import java.net.http.WebSocket;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client of the PoC protocol, whose frames are read when a test wants it. */
class LoadClientTest {
  private final Deque<Runnable> unread = new ArrayDeque<>();
  private final List<Heard> heard = new ArrayList<>();
  private final ClientKeys keys = ClientKeys.generate();
  private final LoadClient client =
      new LoadClient(
          unread::add,
          (key, content, certificate, tree) -> LoadClient.Times.UNKNOWN,
          proof ->
              new PocConversation(
                  TestGateway.CANISTER, keys, TestGateway.CLIENT, proof, Clock.systemUTC()),
          DemoText::cbor,
          DemoText::readCbor);
  private final List<TestSocket> sockets = new ArrayList<>();
  private final CompletableFuture<LoadClient> opened = client.open(this::connect);
  private final TestSocket socket = sockets.get(0);

  private CompletableFuture<WebSocket> connect(WebSocket.Listener receiver) {
    TestSocket connected = new TestSocket(receiver);
    sockets.add(connected);
    connected.open();
    return CompletableFuture.completedFuture(connected);
  }

  @BeforeEach
  void listen() {
    client.listen(heard::add);
  }

  private void say(long sequence, String text) {
    byte[] content = DemoText.cbor(text);
    long now = TestGateway.nowNanos();
    socket.say(
        TestGateway.sealed("val", PocFrames.message(TestGateway.CLIENT, sequence, now, content)));
  }

  private void read() {
    while (!unread.isEmpty()) {
      unread.remove().run();
    }
  }

  /** What the client has sent since its first frame. */
  private List<JsonNode> sent() {
    return socket.heard.stream()
        .skip(1)
        .map(frame -> Cbor.read(Cbor.bytes(Cbor.read(frame), "val")))
        .toList();
  }

  @Test
  void greetingOpensAndIsNoText() {
    say(0, "ping");
    assertFalse(opened.isDone());
    read();
    assertTrue(opened.isDone());
    assertEquals(List.of(), heard);
  }

  @Test
  void arrivalIsThatOfTheFrameAndNotOfItsReading() {
    say(0, "ping");
    long before = System.nanoTime();
    say(1, "news");
    long after = System.nanoTime();
    read();
    assertEquals("news", heard.get(0).text());
    assertTrue(heard.get(0).atNanos() - before >= 0);
    assertTrue(after - heard.get(0).atNanos() >= 0);
  }

  @Test
  void heartbeatIsAnsweredAfterWhatWasSignedBefore() {
    client.prepare("one");
    client.prepare("two");
    socket.say(TestGateway.heartbeat(0));
    read();
    assertEquals(List.of(), sent());
    client.speak();
    client.speak();
    assertEquals(
        List.of(0L, 1L, 2L),
        sent().stream().map(message -> Cbor.unsigned(message, "sequence_num")).toList());
    assertEquals(
        List.of(false, false, true),
        sent().stream().map(message -> message.has("heartbeat")).toList());
  }

  @Test
  void heartbeatIsAnsweredAtOnceWhereNothingIsSigned() {
    socket.say(TestGateway.heartbeat(0));
    read();
    assertTrue(sent().get(0).has("heartbeat"));
  }

  @Test
  void frameThatIsMissingEndsIt() {
    say(0, "ping");
    say(2, "news");
    read();
    assertTrue(client.ended().isDone());
    assertEquals(List.of(), heard);
  }

  @Test
  void closedSocketEndsIt() {
    socket.close(1013, "later");
    assertTrue(client.ended().join().toString().contains("1013"));
    assertTrue(opened.isCompletedExceptionally());
  }
}
