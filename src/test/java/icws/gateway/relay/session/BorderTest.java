package icws.gateway.relay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.Destination;
import icws.gateway.relay.closing.SessionEntry;
import icws.gateway.relay.session.FakeCanister.Method;
import icws.gateway.relay.session.RelayFixture.Client;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is thrown where others call the relay, an Error or not: it fails that one thing, is said,
 * and everything else goes on.
 */
final class BorderTest {

  private static final int BYSTANDER = 1_000;

  private final RelayFixture relay = new RelayFixture();
  private final FakeCanister canister = relay.canister();

  /** What a row does to one client, and what becomes of that client. */
  @FunctionalInterface
  private interface Row {
    void play(BorderTest test, Throwing thrown);
  }

  /** What is thrown there. */
  @SuppressWarnings("UnnecessaryLambda") // a method that only throws may not be referred to
  private record Throwing(Supplier<Error> fault) {

    /** It is thrown by whatever runs. */
    Runnable here() {
      return () -> {
        throw fault.get();
      };
    }

    /** It is thrown by the call itself. */
    <T> Supplier<CompletableFuture<T>> byTheCall() {
      return () -> {
        throw fault.get();
      };
    }

    /** It comes out of the future. */
    <T> Supplier<CompletableFuture<T>> byTheFuture() {
      return () -> CompletableFuture.failedFuture(new CompletionException(fault.get()));
    }

    <T> Supplier<CompletableFuture<T>> by(boolean future) {
      return future ? byTheFuture() : byTheCall();
    }
  }

  private static final List<Throwing> FAULTS =
      List.of(
          new Throwing(() -> new OutOfMemoryError("of a test")),
          new Throwing(() -> new NoClassDefFoundError("of/a/Test")),
          new Throwing(() -> new StackOverflowError("of a test")),
          new Throwing(() -> new AssertionError("of a test")));

  private static Arguments row(String where, Row row) {
    return Arguments.of(where, row);
  }

  static Stream<Arguments> borders() {
    return Stream.of(
        row("asking who a client is", calling(Method.AUTHENTICATE, false)),
        row("the future of that", calling(Method.AUTHENTICATE, true)),
        row("opening a client", calling(Method.OPEN, false)),
        row("the future of that", calling(Method.OPEN, true)),
        row("sending a message", calling(Method.SEND, false)),
        row("the future of that", calling(Method.SEND, true)),
        row("closing a client", closing(false)),
        row("the future of that", closing(true)),
        row("entering a client in the record", BorderTest::enteringARecord),
        row("striking a client from the record", BorderTest::strikingFromTheRecord),
        row("sending to a socket", BorderTest::sendingToASocket),
        row("closing a socket", BorderTest::closingASocket),
        row("polling", polling(false)),
        row("the future of that", polling(true)),
        row("delivering what was polled", BorderTest::delivering),
        row("a scheduled task", BorderTest::scheduledTask));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("borders")
  void whatIsThrownFailsOneThingAndTheRestGoesOn(String where, Row row) {
    for (Throwing thrown : FAULTS) {
      BorderTest one = new BorderTest();
      try (LogLines log = new LogLines()) {
        Client bystander = one.relay.open(BYSTANDER);
        long before = one.relay.context.faults().count();
        row.play(one, thrown);
        assertTrue(one.relay.context.faults().count() > before, "nothing was said of it");
        assertTrue(
            log.lines().stream().anyMatch(line -> line.contains("failed")),
            () -> "nothing was logged: " + log.lines());
        one.assertServed(bystander);
      }
    }
  }

  private void assertServed(Client bystander) {
    bystander.send("still there?");
    assertEquals(1, canister.calls("SEND " + BYSTANDER).size());
    canister.answerPoll(FakeCanister.messages(900, BYSTANDER));
    relay.scheduler.advance(RelayFixture.PACE.longest());
    assertEquals(1, bystander.socket().frames().size());
    assertEquals(List.of(), bystander.socket().reasons());
    bystander.session().disconnected();
    relay.scheduler.advance(Duration.ofMinutes(1));
    assertEquals(0, relay.sessions.size(), "sessions are left");
    assertEquals(0, relay.canisters.size(), "channels are left");
    assertEquals(0, relay.openClients.closings(), "closings are left");
    assertEquals(0, relay.sessions.inboxBytes(), "messages are left");
    assertEquals(Set.of(), relay.record.entries());
  }

  private static Row calling(Method method, boolean later) {
    return (test, thrown) -> {
      test.canister.breakNext(method, thrown.by(later));
      Client client = test.relay.open(16);
      client.send("one");
      assertEquals(List.of(CloseReason.INTERNAL), client.socket().reasons());
      assertTrue(client.hasEnded());
      assertEquals(method == Method.AUTHENTICATE ? 0 : 1, test.canister.calls("CLOSE 16").size());
    };
  }

  private static Row closing(boolean later) {
    return (test, thrown) -> {
      Client client = test.relay.open(16);
      test.canister.breakNext(Method.CLOSE, thrown.by(later));
      client.session().disconnected();
      assertTrue(client.hasEnded());
      assertEquals(1, test.relay.openClients.orphans());
      test.relay.scheduler.advance(RelayFixture.BACKOFF.first());
      assertEquals(2, test.canister.calls("CLOSE 16").size());
      assertEquals(0, test.relay.openClients.orphans());
    };
  }

  private static Row polling(boolean later) {
    return (test, thrown) -> {
      test.canister.breakNextPoll(thrown.by(later));
      Client client = test.relay.open(16);
      test.relay.scheduler.runDue();
      assertEquals(1, test.canister.calls("POLL").size());
      test.assertPolledAgain(client);
    };
  }

  private void assertPolledAgain(Client client) {
    canister.answerPoll(FakeCanister.messages(0, client.id()));
    relay.scheduler.advance(RelayFixture.BACKOFF.first());
    assertEquals(1, client.socket().frames().size());
    assertEquals(List.of(), client.socket().reasons());
    client.session().disconnected();
  }

  /** The batch comes, and the first client's socket breaks with it. */
  private static void delivering(BorderTest test, Throwing thrown) {
    Client broken = test.relay.open(16);
    Client sound = test.relay.open(17);
    broken.socket().onSend(thrown.here());
    broken.socket().onClose(thrown.here());
    test.canister.answerPoll(FakeCanister.messages(0, 16, 17));
    test.relay.scheduler.runDue();
    assertEquals(1, sound.socket().frames().size());
    assertEquals(List.of(CloseReason.INTERNAL), broken.socket().reasons());
    assertTrue(broken.hasEnded());
    assertEquals(1, test.canister.calls("CLOSE 16").size());
    sound.session().disconnected();
  }

  private static void sendingToASocket(BorderTest test, Throwing thrown) {
    Client client = test.relay.open(16);
    client.socket().onSend(thrown.here());
    test.canister.answerPoll(FakeCanister.messages(0, 16));
    test.relay.scheduler.runDue();
    assertEquals(List.of(CloseReason.INTERNAL), client.socket().reasons());
    assertTrue(client.hasEnded());
  }

  private static void closingASocket(BorderTest test, Throwing thrown) {
    Client client = test.relay.open(16);
    client.socket().onClose(thrown.here());
    client.session().close(CloseReason.TEXT_FRAME, "text frames are not part of the protocol");
    assertTrue(client.hasEnded());
    assertEquals(1, test.canister.calls("CLOSE 16").size());
  }

  private static void enteringARecord(BorderTest test, Throwing thrown) {
    test.relay.record.throwNext(thrown.fault().get());
    Client client = test.relay.open(16);
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), client.socket().reasons());
    assertTrue(client.hasEnded());
    assertEquals(List.of(), test.canister.calls("OPEN 16"));
  }

  private static void strikingFromTheRecord(BorderTest test, Throwing thrown) {
    Client client = test.relay.open(16);
    test.relay.record.throwNext(thrown.fault().get());
    client.session().disconnected();
    assertTrue(client.hasEnded());
    // The next start finds it, or its client that comes back.
    test.relay.record.strike(test.entry(16));
  }

  private static void scheduledTask(BorderTest test, Throwing thrown) {
    test.relay.context.timers().after(Duration.ofMillis(1), thrown.here());
    test.relay.scheduler.advance(Duration.ofMillis(1));
  }

  private SessionEntry entry(long client) {
    return new SessionEntry(
        new Destination(RelayFixture.PROTOCOL, RelayFixture.CANISTER),
        new ClientKey.Numbered(client));
  }
}
