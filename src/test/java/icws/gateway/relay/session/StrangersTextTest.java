package icws.gateway.relay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.canister.Failure;
import icws.gateway.log.Printable;
import icws.gateway.log.Unseen;
import icws.gateway.relay.session.FakeCanister.Method;
import icws.gateway.relay.session.RelayFixture.Client;
import icws.gateway.wire.poc.PocFrames;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What canisters, the network and clients say, on its way into the log and into close frames. */
final class StrangersTextTest {
  private static final String TEXT = Unseen.text();

  private final RelayFixture relay = new RelayFixture();

  private static Failure says(Failure.Kind kind) {
    return new Failure(kind, TEXT);
  }

  private static Arguments way(String name, Consumer<RelayFixture> way) {
    return Arguments.of(name, way);
  }

  static Stream<Arguments> ways() {
    return Stream.of(
        way(
            "a canister refuses an opening",
            relay -> {
              relay.canister().answer(Method.OPEN, says(Failure.Kind.REFUSED));
              relay.open(16);
            }),
        way(
            "a canister rejects a message",
            relay -> {
              relay.canister().answer(Method.SEND, says(Failure.Kind.REJECTED));
              relay.open(16).send("hello");
            }),
        way(
            "the network answers an opening",
            relay -> {
              relay.canister().answer(Method.AUTHENTICATE, says(Failure.Kind.UNREACHABLE));
              relay.open(16);
            }),
        way(
            "the network answers a poll",
            relay -> {
              relay.open(16);
              relay.canister().answerPoll(says(Failure.Kind.UNKNOWN_CANISTER));
              relay.scheduler.runDue();
            }),
        way(
            "a canister cannot be told that a client has gone",
            relay -> {
              Client client = relay.open(16);
              relay.canister().answer(Method.CLOSE, says(Failure.Kind.UNREACHABLE));
              client.session().disconnected();
            }),
        way(
            "the network throws",
            relay -> {
              relay
                  .canister()
                  .pollsFrom(
                      nonce -> {
                        throw new IllegalStateException(TEXT);
                      });
              relay.open(16);
              relay.scheduler.runDue();
            }),
        way(
            "a client names a canister",
            relay -> relay.connect(16).session().receive(PocFrames.opening(TEXT, 16))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void isPrintableInEveryLineAndEveryCloseFrame(String name, Consumer<RelayFixture> way) {
    try (LogLines log = new LogLines()) {
      way.accept(relay);
      assertFalse(log.lines().isEmpty());
      assertEquals(List.of(), log.lines().stream().filter(line -> !isPrintable(line)).toList());
    }
  }

  @Test
  void isPrintableAndWholeInACloseFrame() {
    relay.canister().answer(Method.OPEN, says(Failure.Kind.REFUSED));
    Client client = relay.open(16);
    assertTrue(isPrintable(client.socket().text()), client.socket().text());
    assertTrue(client.socket().text().startsWith("x x x"), client.socket().text());
  }

  private static boolean isPrintable(String text) {
    return Printable.line(text).equals(text);
  }
}
