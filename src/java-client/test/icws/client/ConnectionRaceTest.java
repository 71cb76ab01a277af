package icws.client;

import static icws.client.TestGateway.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import icws.client.IcWebSocketException.Failure;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ic4j.candid.parser.IDLArgs;
import org.ic4j.candid.types.Label;
import org.ic4j.types.Principal;
import org.junit.jupiter.api.Test;

/** What happens at once, at the wrong moment or in the midst of something else. */
class ConnectionRaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TestGateway gateway = new TestGateway(Protocol.POC);
  private final TestListener listener = new TestListener();

  private static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Test
  void whoClosesWhileTheTimerFiresIsToldOfTheEndOnceAndHasNoOtherConnection() throws Exception {
    LateTimers timers = new LateTimers();
    gateway.timers = timers;
    IcWebSocket<byte[]> socket = await(gateway.open(listener));
    gateway.socket().tear(new IOException("reset"));

    socket.close();

    await(socket.closed());
    assertEquals(1, timers.awaitFired());
    assertEquals(List.of("open", "attempt 1 after CONNECTION", "CLOSED 1000"), listener.told);
    assertEquals(1, gateway.sockets.size());
    timers.shutdownNow();
  }

  @Test
  void whoClosesWhenToldThatItComesBackHasClosedIt() {
    listener.onReconnecting = IcWebSocket::close;
    IcWebSocket<byte[]> socket = await(gateway.open(listener));

    gateway.socket().tear(new IOException("reset"));

    await(socket.closed());
    assertEquals(List.of("open", "attempt 1 after CONNECTION", "CLOSED 1000"), listener.told);
  }

  @Test
  void aSocketThatComesJustWhenItsConnectionIsClosedIsClosedToo() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < 5_000; i++) {
        gateway.reached = new CompletableFuture<>();
        Connection connection = new Connection(gateway, (from, content) -> gateway.reached);
        connection.open();
        CyclicBarrier both = new CyclicBarrier(2);
        Future<?> comes = threads.submit(() -> both.await() + "" + gateway.reached.complete(null));
        Future<?> closes =
            threads.submit(
                () -> {
                  both.await();
                  connection.close();
                  return null;
                });
        comes.get();
        closes.get();
        TestSocket socket = gateway.socket();
        assertTrue(socket.aborted.isDone() || socket.closed.isDone(), "left open: " + i);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aListenerThatIsBusyHoldsUpNoOtherSocketsDeadlines() {
    gateway.terms = Optional.of(TestGateway.terms(Duration.ofMillis(50)));
    TestGateway silent = new TestGateway(Protocol.POC);
    silent.reached = new CompletableFuture<>();
    silent.connectTimeout = Duration.ofMillis(50);
    CompletableFuture<Failure> other = new CompletableFuture<>();
    listener.onReconnecting =
        socket -> {
          CompletionException timedOut =
              assertThrows(CompletionException.class, () -> await(silent.open(new TestListener())));
          other.complete(
              assertInstanceOf(IcWebSocketException.class, timedOut.getCause()).failure());
        };
    CompletableFuture<IcWebSocket<byte[]>> opening = gateway.open(listener);
    gateway.socket().say(TestGateway.heartbeat(0));

    assertEquals(Failure.TIMEOUT, await(other));
    await(opening).close();
  }

  @Test
  void aStageThatCannotBeWaitedForEndsItAndTheEndIsTold() {
    listener.dealtWith =
        new CompletableFuture<>() {
          @Override
          public CompletableFuture<Object> whenComplete(
              java.util.function.BiConsumer<? super Object, ? super Throwable> action) {
            throw new UnsupportedOperationException("of a test");
          }
        };
    IcWebSocket<byte[]> socket = await(gateway.open(listener));

    gateway.socket().say(frame(0, "one"));

    assertEquals(Failure.UNREADABLE_MESSAGE, await(socket.closed()).failure());
    assertEquals(List.of("open", "one", "UNREADABLE_MESSAGE 4000"), listener.told);
  }

  @Test
  void aSignatureThatFailsTakesNoNumber() {
    AtomicBoolean away = new AtomicBoolean(true);
    ClientKeys keys = ClientKeys.generate();
    ClientIdentity identity =
        new ClientIdentity() {
          @Override
          public Principal principal() {
            return keys.principal();
          }

          @Override
          public byte[] derPublicKey() {
            return keys.derPublicKey();
          }

          @Override
          public byte[] sign(byte[] message) {
            if (away.get()) {
              throw new IllegalStateException("the token was taken out");
            }
            return keys.sign(message);
          }
        };
    Conversation conversation =
        new V1Conversation(TestGateway.CANISTER, identity, gateway.proof, Clock.systemUTC());

    assertThrows(IllegalStateException.class, () -> conversation.seal("one".getBytes(UTF_8)));
    assertThrows(IllegalStateException.class, conversation::sealSign);
    away.set(false);

    assertEquals(1, number(conversation.seal("one".getBytes(UTF_8))));
    assertEquals(2, number(conversation.sealSign()));
  }

  private static long number(byte[] frame) {
    JsonNode content = Cbor.field(Cbor.field(Cbor.read(frame), "envelope"), "content");
    Map<Label, Object> argument =
        IDLArgs.fromBytes(Cbor.bytes(content, "arg")).getArgs().get(0).getValue();
    Map<?, ?> message = assertInstanceOf(Map.class, argument.get(Label.createNamedLabel("msg")));
    return assertInstanceOf(Number.class, message.get(Label.createNamedLabel("sequence_num")))
        .longValue();
  }

  @Test
  void fiveThousandMessagesThatWaitAllLeave() {
    gateway.maxWaitingBytes = 64 << 20;
    IcWebSocket<byte[]> socket = await(gateway.open(listener));
    gateway.socket().leaving = new CompletableFuture<>();
    CompletableFuture<Void> last = socket.send(new byte[1]);
    for (int i = 0; i < 5_000; i++) {
      last = socket.send(new byte[1]);
    }
    assertFalse(last.isDone());

    gateway.socket().leaving.complete(null);

    await(last);
    assertEquals(5_002, gateway.socket().heard.size());
  }
}
