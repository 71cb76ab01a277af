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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A socket whose gateway says what it likes. */
class IcWebSocketTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TestGateway gateway = new TestGateway(Protocol.POC);
  private final TestListener listener = new TestListener();

  private IcWebSocket<byte[]> open() {
    return await(gateway.open(listener));
  }

  private static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static Failure failure(CompletableFuture<?> future) {
    CompletionException failed = assertThrows(CompletionException.class, () -> await(future));
    return assertInstanceOf(IcWebSocketException.class, failed.getCause()).failure();
  }

  @Test
  void messagesAreDeliveredInOrder() {
    open();

    gateway.socket().say(frame(0, "one"));
    gateway.socket().say(frame(1, "two"));

    assertEquals(List.of("open", "one", "two"), listener.told);
  }

  @Test
  void messageInPartsIsOne() {
    open();
    byte[] frame = frame(0, "one");

    gateway.socket().sayPart(Arrays.copyOf(frame, 10));
    gateway.socket().say(Arrays.copyOfRange(frame, 10, frame.length));

    assertEquals(List.of("open", "one"), listener.told);
  }

  @Test
  void whatIsSentIsNumberedInOrderBehindTheFirstFrame() {
    IcWebSocket<byte[]> socket = open();

    await(socket.send("one".getBytes(UTF_8)));
    await(socket.send("two".getBytes(UTF_8)));

    List<byte[]> heard = gateway.socket().heard;
    assertEquals(3, heard.size());
    assertTrue(Cbor.read(heard.get(0)).has("client_canister_id"));
    for (int i = 0; i < 2; i++) {
      assertEquals(i, Cbor.unsigned(message(heard.get(i + 1)), "sequence_num"));
    }
  }

  private static JsonNode message(byte[] frame) {
    return Cbor.read(Cbor.bytes(Cbor.read(frame), "val"));
  }

  @Test
  void clientWithHeartbeatIsOpenWhenTheCanisterSaysSoAndAnswers() {
    gateway.terms = Optional.of(TestGateway.SLOW);
    CompletableFuture<IcWebSocket<byte[]>> opening = gateway.open(listener);
    assertFalse(opening.isDone());

    gateway.socket().say(TestGateway.heartbeat(0));

    assertTrue(opening.isDone());
    assertEquals(1, Cbor.unsigned(message(gateway.socket().heard.get(1)), "heartbeat"));
    assertEquals(List.of("open"), listener.told);
  }

  @Test
  void gatewayThatBlocksHeartbeatsIsLeft() {
    gateway.terms = Optional.of(TestGateway.terms(Duration.ofMillis(50)));
    CompletableFuture<IcWebSocket<byte[]>> opening = gateway.open(listener);
    gateway.socket().say(TestGateway.heartbeat(0));
    IcWebSocket<byte[]> socket = await(opening);

    await(gateway.socket().aborted);
    await(listener.whenTold("attempt 1 after NO_HEARTBEAT"));
    socket.close();

    await(socket.closed());
    assertEquals(List.of("open", "attempt 1 after NO_HEARTBEAT", "CLOSED 1000"), listener.told);
  }

  /** What a lying gateway may say as the second frame, and what is found wrong with it. */
  static Stream<Arguments> lies() {
    long old = TestGateway.nowNanos() - Duration.ofMinutes(6).toNanos();
    long early = TestGateway.nowNanos() + Duration.ofMinutes(6).toNanos();
    long before = TestGateway.nowNanos() - Duration.ofMinutes(1).toNanos();
    byte[] message = PocFrames.message(16, 1, TestGateway.nowNanos(), new byte[0]);
    return Stream.of(
        lie("a gap", frame(2, "lie"), Failure.WRONG_SEQUENCE),
        lie("a repeat", frame(0, "lie"), Failure.WRONG_SEQUENCE),
        lie("held back", frame(16, 1, old, "lie"), Failure.WRONG_TIMESTAMP),
        lie("of the future", frame(16, 1, early, "lie"), Failure.WRONG_TIMESTAMP),
        lie("older than the first", frame(16, 1, before, "lie"), Failure.WRONG_TIMESTAMP),
        lie("no time", frame(16, 1, -1, "lie"), Failure.MALFORMED_FRAME),
        lie("another's", frame(17, 1, TestGateway.nowNanos(), "lie"), Failure.WRONG_CLIENT),
        lie("nothing", new byte[0], Failure.MALFORMED_FRAME),
        lie("no CBOR", "lie".getBytes(UTF_8), Failure.MALFORMED_FRAME),
        lie("no map", new byte[] {0}, Failure.MALFORMED_FRAME),
        lie("no fields", Cbor.map(0, fields -> {}), Failure.MALFORMED_FRAME),
        lie("another field", TestGateway.sealed("content", message), Failure.MALFORMED_FRAME),
        lie("no message", TestGateway.sealed("val", new byte[] {7}), Failure.MALFORMED_FRAME),
        lie("a text for bytes", textForBytes(), Failure.MALFORMED_FRAME),
        lie("over the limit", new byte[FrameReceiver.MOST_BYTES + 1], Failure.MALFORMED_FRAME));
  }

  private static Arguments lie(String what, byte[] frame, Failure failure) {
    return Arguments.of(what, frame, failure);
  }

  private static byte[] textForBytes() {
    return Cbor.map(
        4,
        generator -> {
          for (String field : List.of("key", "val", "cert", "tree")) {
            generator.writeStringField(field, "AAAA");
          }
        });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void frameThatIsNotTheNextGenuineOneIsRefusedAndNotDelivered(
      String what, byte[] lie, Failure failure) {
    IcWebSocket<byte[]> socket =
        await(IcWebSocket.open(gateway, Codec.raw(), listener, /* reconnects= */ false));
    gateway.socket().say(frame(0, "truth"));

    gateway.socket().say(lie);
    gateway.socket().say(frame(1, "late truth"));

    assertEquals(failure, await(socket.closed()).failure());
    assertEquals(IcWebSocketException.REFUSED, await(gateway.socket().closed));
    assertEquals(List.of("open", "truth", failure + " 4000"), listener.told);
    assertEquals(Failure.NOT_OPEN, failure(socket.send(new byte[0])));
  }

  @Test
  void frameThatIsNotProvedIsRefused() {
    gateway.proof =
        (key, content, certificate, tree) -> {
          throw new IcWebSocketException(Failure.UNTRUSTED_CERTIFICATE, key);
        };
    IcWebSocket<byte[]> socket = open();

    gateway.socket().say(frame(0, "lie"));

    assertEquals(Failure.UNTRUSTED_CERTIFICATE, await(socket.closed()).failure());
    assertEquals(List.of("open", "UNTRUSTED_CERTIFICATE 4000"), listener.told);
  }

  @Test
  void firstMessageThatWasHeldBackIsRefused() {
    IcWebSocket<byte[]> socket =
        await(IcWebSocket.open(gateway, Codec.raw(), listener, /* reconnects= */ false));
    long old = TestGateway.nowNanos() - Duration.ofMinutes(6).toNanos();

    gateway.socket().say(frame(16, 0, old, "late"));

    assertEquals(Failure.WRONG_TIMESTAMP, await(socket.closed()).failure());
    assertEquals(List.of("open", "WRONG_TIMESTAMP 4000"), listener.told);
  }

  @Test
  void messageThatIsYoungerThanItsCertificateIsRefused() {
    gateway.proof = (key, content, certificate, tree) -> TestGateway.nowNanos() - 1_000_000_000L;
    IcWebSocket<byte[]> socket =
        await(IcWebSocket.open(gateway, Codec.raw(), listener, /* reconnects= */ false));

    gateway.socket().say(frame(0, "early"));

    assertEquals(Failure.WRONG_TIMESTAMP, await(socket.closed()).failure());
  }

  @Test
  void textFrameIsRefused() {
    IcWebSocket<byte[]> socket = open();

    gateway.socket().sayText("hello");

    assertEquals(Failure.MALFORMED_FRAME, await(socket.closed()).failure());
  }

  @Test
  void gatewaysClosingForGoodIsTold() {
    IcWebSocket<byte[]> socket = open();

    gateway.socket().close(4403, "not served");

    assertEquals(4403, await(socket.closed()).closeCode());
    assertTrue(String.valueOf(await(socket.closed()).getMessage()).contains("not served"));
    assertEquals(List.of("open", "CLOSED 4403"), listener.told);
    assertEquals(Failure.NOT_OPEN, failure(socket.send(new byte[0])));
  }

  @Test
  void gatewaysClosingBeforeItIsOpenFailsTheOpening() {
    gateway.terms = Optional.of(TestGateway.SLOW);
    CompletableFuture<IcWebSocket<byte[]>> opening = gateway.open(listener);

    gateway.socket().close(4404, "unknown client");

    assertEquals(Failure.CLOSED, failure(opening));
    assertEquals(List.of(), listener.told);
  }

  @Test
  void refusedRegistrationUnreachedGatewayAndSilentOneFailTheOpening() {
    gateway.registered =
        CompletableFuture.failedFuture(new IcWebSocketException(Failure.REGISTRATION, "full"));
    assertEquals(Failure.REGISTRATION, failure(gateway.open(listener)));

    gateway.registered = CompletableFuture.completedFuture(null);
    gateway.reached = CompletableFuture.failedFuture(new IOException("refused"));
    assertEquals(Failure.CONNECTION, failure(gateway.open(listener)));

    gateway.reached = new CompletableFuture<>();
    gateway.connectTimeout = Duration.ofMillis(50);
    assertEquals(Failure.TIMEOUT, failure(gateway.open(listener)));
    assertEquals(List.of(), listener.told);
    gateway.reached.complete(null);
    await(gateway.socket().aborted);
  }

  @Test
  void whoGivesUpWaitingLeavesNoConnectionBehind() {
    gateway.terms = Optional.of(TestGateway.SLOW);
    CompletableFuture<IcWebSocket<byte[]>> opening = gateway.open(listener);
    opening.cancel(false);

    gateway.socket().say(TestGateway.heartbeat(0));

    assertEquals(1000, await(gateway.socket().closed));
    assertEquals(List.of(), listener.told);
  }

  @Test
  void itComesBackAsAnotherClientWhereAGatewayRestarts() {
    IcWebSocket<byte[]> socket = open();
    CompletableFuture<Void> again = new CompletableFuture<>();
    listener.onOpen = () -> again.complete(null);
    gateway.socket().say(frame(0, "one"));

    gateway.socket().close(1001, "restart");
    assertEquals(Failure.NOT_OPEN, failure(socket.send(new byte[0])));
    await(again);

    gateway.socket().say(frame(0, "another"));
    await(listener.whenTold("another"));
    assertEquals(
        List.of("open", "one", "attempt 1 after CLOSED", "open", "another"), listener.told);
    socket.close();
    assertEquals(1000, await(gateway.socket().closed));
  }

  @Test
  void whoClosesWhileItWaitsToComeBackHasNoOtherConnection() {
    IcWebSocket<byte[]> socket = open();
    gateway.socket().tear(new IOException("reset"));

    socket.close();

    await(socket.closed());
    assertEquals(List.of("open", "attempt 1 after CONNECTION", "CLOSED 1000"), listener.told);
    assertEquals(1, gateway.sockets.size());
  }

  @Test
  void canisterThatHasHeardNothingIsCalledAgainAndOneThatEndsItIsNot() {
    IcWebSocket<byte[]> socket = open();
    gateway.socket().say(TestGateway.dismissal(0, "unheard of"));
    await(socket.closed());
    assertEquals(List.of("open", "DISMISSED 1006"), listener.told);

    IcWebSocket<byte[]> other = open();
    gateway.socket().say(TestGateway.dismissal(0, "silent"));
    assertEquals("attempt 1 after SILENT", listener.told.get(3));
    other.close();
  }

  @Test
  void closingWaitsForTheGatewaysAndNothingIsSentAfterIt() {
    IcWebSocket<byte[]> socket = open();

    socket.close();
    socket.close();
    assertEquals(Failure.NOT_OPEN, failure(socket.send(new byte[0])));
    gateway.socket().say(frame(0, "late"));
    assertFalse(socket.closed().isDone());
    gateway.socket().close(1000, "");

    await(socket.closed());
    assertEquals(List.of("open", "CLOSED 1000"), listener.told);
    assertEquals(1000, await(gateway.socket().closed));
  }

  @Test
  void whatWaitsToBeSentIsBounded() {
    gateway.maxWaitingBytes = 1000;
    IcWebSocket<byte[]> socket = open();
    gateway.socket().leaving = new CompletableFuture<>();

    CompletableFuture<Void> large = socket.send(new byte[2000]);
    assertEquals(Failure.BUFFER_FULL, failure(socket.send(new byte[1])));
    gateway.socket().leaving.complete(null);

    await(large);
    await(socket.send(new byte[1]));
  }

  @Test
  void nextMessageComesWhenTheOneBeforeIsDealtWith() {
    open();
    CompletableFuture<Void> busy = new CompletableFuture<>();
    listener.dealtWith = busy;

    gateway.socket().say(frame(0, "one"));
    gateway.socket().say(frame(1, "two"));
    assertEquals(List.of("open", "one"), listener.told);
    assertEquals(1, gateway.socket().unwanted());

    listener.dealtWith = null;
    busy.complete(null);
    assertEquals(List.of("open", "one", "two"), listener.told);
  }

  @Test
  void codecThatCannotReadAndListenerThatThrowsEndIt() {
    listener.dealtWith = CompletableFuture.failedFuture(new IllegalStateException("no"));
    IcWebSocket<byte[]> socket = open();
    gateway.socket().say(frame(0, "one"));
    assertEquals(Failure.UNREADABLE_MESSAGE, await(socket.closed()).failure());

    listener.onOpen =
        () -> {
          throw new IllegalStateException("no");
        };
    assertEquals(Failure.UNREADABLE_MESSAGE, failure(gateway.open(listener)));

    CompletableFuture<IcWebSocket<MappedTypesTest.AppMessage>> mapped =
        IcWebSocket.open(
            gateway,
            Codec.candid(MappedTypesTest.AppMessage.class),
            (open, message) -> null,
            /* reconnects= */ true);
    gateway.socket().say(frame(0, "no Candid"));
    assertEquals(Failure.UNREADABLE_MESSAGE, await(await(mapped).closed()).failure());
  }
}
