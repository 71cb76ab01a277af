package icws.gateway.relay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.canister.Failure;
import icws.gateway.relay.Limit;
import icws.gateway.relay.session.FakeCanister.Method;
import icws.gateway.relay.session.RelayFixture.Client;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.poc.PocFrames;
import icws.ic.Bytes;
import icws.ic.cbor.CborWriter;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client does wrong, it alone is closed, with the right code, and is forgotten. */
final class BadInputTest {

  private static final long NEIGHBOUR = 99;
  private static final long OFFENDER = 16;

  private final RelayFixture relay = new RelayFixture();

  static Stream<Arguments> badInputs() {
    return Stream.of(
        before("not CBOR", CloseReason.BAD_FRAME, sends(Bytes.utf8("hello"))),
        before("an empty frame", CloseReason.BAD_FRAME, sends(Bytes.EMPTY)),
        before("half a frame", CloseReason.BAD_FRAME, sends(half(opening()))),
        before("a frame and more", CloseReason.BAD_FRAME, sends(twice(opening()))),
        before("a list", CloseReason.BAD_FRAME, sends(Bytes.ofHex("80"))),
        before("no signature", CloseReason.BAD_FRAME, sends(openingWithoutSignature())),
        before("a short signature", CloseReason.BAD_FRAME, sends(openingWithShortSignature())),
        before("a text for an id", CloseReason.BAD_FRAME, sends(openingWithTextForId())),
        before("no canister", CloseReason.BAD_FRAME, sends(openingOf("not-a-principal"))),
        before("a message first", CloseReason.BAD_FRAME, client -> client.send("early")),
        before(
            "a text frame",
            CloseReason.TEXT_FRAME,
            client -> client.session().close(CloseReason.TEXT_FRAME, "a text frame")),
        before(
            "an oversize frame",
            CloseReason.TOO_BIG,
            client -> client.session().close(Limit.FRAME_BYTES, "frame over the limit")),
        after("not CBOR when open", CloseReason.BAD_FRAME, sends(Bytes.utf8("hello"))),
        after("a second first frame", CloseReason.POLICY, sends(opening())),
        after("another's message", CloseReason.POLICY, sends(message(NEIGHBOUR))),
        after("a message without val", CloseReason.BAD_FRAME, sends(Bytes.ofHex("a0"))),
        after(
            "a text frame when open",
            CloseReason.TEXT_FRAME,
            c -> c.session().close(CloseReason.TEXT_FRAME, "a text frame")),
        after(
            "an oversize frame when open",
            CloseReason.TOO_BIG,
            c -> c.session().close(Limit.FRAME_BYTES, "frame over the limit")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badInputs")
  void isClosedWithItsReasonAndLeavesNoTrace(
      String name, CloseReason reason, boolean isOpen, Consumer<Client> offence) {
    Client neighbour = relay.open(NEIGHBOUR);
    Client offender = isOpen ? relay.open(OFFENDER) : relay.connect(OFFENDER);
    try (LogLines log = new LogLines()) {
      offence.accept(offender);
      assertEquals(1, log.lines().size(), () -> "log lines " + log.lines());
      assertTrue(log.lines().get(0).contains(Integer.toString(reason.code())), log.lines().get(0));
    }
    assertEquals(List.of(reason), offender.socket().reasons());
    assertGone(offender, isOpen);
    assertUnharmed(neighbour);
  }

  static Stream<Arguments> badOpenings() {
    return Stream.of(
        Arguments.of(Method.AUTHENTICATE, Failure.Kind.BAD_SIGNATURE, CloseReason.BAD_SIGNATURE),
        Arguments.of(Method.AUTHENTICATE, Failure.Kind.UNKNOWN_CLIENT, CloseReason.UNKNOWN_CLIENT),
        Arguments.of(
            Method.AUTHENTICATE, Failure.Kind.UNKNOWN_CANISTER, CloseReason.UNKNOWN_CANISTER),
        Arguments.of(
            Method.AUTHENTICATE,
            Failure.Kind.NOT_A_WEBSOCKET_CANISTER,
            CloseReason.NOT_A_WEBSOCKET_CANISTER),
        Arguments.of(
            Method.OPEN,
            Failure.Kind.NOT_A_WEBSOCKET_CANISTER,
            CloseReason.NOT_A_WEBSOCKET_CANISTER),
        Arguments.of(Method.OPEN, Failure.Kind.REFUSED, CloseReason.CANISTER_REFUSED));
  }

  @ParameterizedTest(name = "{0} answers {1}")
  @MethodSource("badOpenings")
  void openingThatTheCanisterWillNotHaveIsClosedAndLeavesNoTrace(
      Method method, Failure.Kind kind, CloseReason reason) {
    Client neighbour = relay.open(NEIGHBOUR);
    relay.canister().answer(method, new Failure(kind, "because"));
    try (LogLines log = new LogLines()) {
      Client offender = relay.open(OFFENDER);
      assertEquals(1, log.lines().size(), () -> "log lines " + log.lines());
      assertEquals(List.of(reason), offender.socket().reasons());
      assertEquals("because", offender.socket().text());
      assertGone(offender, false);
    }
    assertUnharmed(neighbour);
  }

  @ParameterizedTest
  @MethodSource("badOpenings")
  void openingThatTheCanisterWillNotHaveStartsNoPolling(
      Method method, Failure.Kind kind, CloseReason reason) {
    relay.canister().answer(method, new Failure(kind, "because"));
    relay.open(OFFENDER);
    relay.scheduler.advance(RelayFixture.FIRST_FRAME_TIMEOUT);
    assertEquals(List.of(), relay.canister().calls("POLL"));
    assertEquals(List.of(), relay.scheduler.delays());
    assertEquals(0, relay.canisters.size());
  }

  private void assertGone(Client client, boolean wasOpen) {
    assertTrue(client.hasEnded());
    assertEquals(1, relay.sessions.size());
    assertTrue(relay.canisters.find(client.destination(), client.key()).isEmpty());
    List<String> closings = wasOpen ? List.of("CLOSE " + client.id()) : List.of();
    assertEquals(closings, relay.canister().calls("CLOSE"));
  }

  private void assertUnharmed(Client neighbour) {
    assertEquals(List.of(), neighbour.socket().reasons());
    int before = neighbour.socket().frames().size();
    neighbour.send("still here");
    relay.canister().answerPoll(FakeCanister.messages(16, neighbour.id()));
    relay.scheduler.runDue();
    assertEquals(1, relay.canister().calls("SEND 99 still here").size());
    assertEquals(before + 1, neighbour.socket().frames().size());
  }

  private static Arguments before(String name, CloseReason reason, Consumer<Client> offence) {
    return Arguments.of(name, reason, false, offence);
  }

  private static Arguments after(String name, CloseReason reason, Consumer<Client> offence) {
    return Arguments.of(name, reason, true, offence);
  }

  private static Consumer<Client> sends(Bytes frame) {
    return client -> client.session().receive(frame);
  }

  private static Bytes opening() {
    return openingOf(RelayFixture.CANISTER.toString());
  }

  private static Bytes openingOf(String canister) {
    return PocFrames.opening(canister, OFFENDER);
  }

  private static Bytes message(long client) {
    return PocFrames.message(client, 0, "not mine");
  }

  private static Bytes half(Bytes frame) {
    return frame.slice(0, frame.size() / 2);
  }

  private static Bytes twice(Bytes frame) {
    return Bytes.concat(frame, frame);
  }

  private static Bytes openingWithoutSignature() {
    return new CborWriter()
        .map(1)
        .key("client_canister_id")
        .bytes(PocFrames.openingContent(RelayFixture.CANISTER.toString(), OFFENDER))
        .toBytes();
  }

  private static Bytes openingWithShortSignature() {
    return PocFrames.opening(
        PocFrames.openingContent(RelayFixture.CANISTER.toString(), OFFENDER),
        Bytes.wrap(new byte[63]));
  }

  private static Bytes openingWithTextForId() {
    Bytes content =
        new CborWriter()
            .map(2)
            .key("canister_id")
            .text(RelayFixture.CANISTER.toString())
            .key("client_id")
            .text("16")
            .toBytes();
    return PocFrames.opening(content, PocFrames.SOME_SIGNATURE);
  }
}
