package icws.gateway.canister;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.poc.PocFrames;
import icws.gateway.wire.poc.PocProtocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.CanisterPresence;
import icws.ic.agent.Outcome;
import icws.ic.agent.ReadResult;
import icws.ic.agent.Urgency;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one machine says alone ends nothing for good, unless the network certifies it. */
final class UncertifiedAnswerTest {

  private static final Principal ID = Principal.parse("bw4dl-smaaa-aaaaa-qaacq-cai");
  private static final String SIGNATURE = "00".repeat(64);
  private static final Outcome NO_ANSWER = new Outcome.Unavailable(true, "timeout");

  private final FakeAgent agent = new FakeAgent();
  private final PocProtocol protocol = new PocProtocol();
  private long nanos;
  private final Canister canister =
      new RemoteCanister(
          ID,
          protocol,
          agent,
          new SigningNetwork("this network").verifierAt(Instant.parse("2026-01-01T00:00:00Z")),
          new CertifiedAnswers(agent, () -> nanos),
          LoneCalls.shared(),
          Clock.systemUTC());

  private ClientFrame.Opening opening() {
    return (ClientFrame.Opening)
        protocol.read(
            PocFrames.opening(PocFrames.openingContent(ID.toString(), 16), Bytes.ofHex(SIGNATURE)));
  }

  private static Failure failure(CompletableFuture<?> answer) {
    return assertInstanceOf(Failure.class, answer.join());
  }

  private CompletableFuture<PollAnswer> poll() {
    return canister.poll(0, Optional.empty(), Urgency.IDLE);
  }

  private static Outcome.Rejected rejected(int code, String errorCode, boolean certified) {
    return new Outcome.Rejected(code, "it says no", errorCode, certified);
  }

  private static void assertPassing(Failure failure) {
    assertTrue(failure.isPassing(), failure::toString);
    assertTrue(failure.leavesDoubt(), failure::toString);
    assertEquals(1013, failure.closeReason().code());
  }

  @ParameterizedTest
  @CsvSource({
    "3, IC0301",
    "3, IC0302",
    "5, IC0302",
    "5, IC0536",
    "5, IC0537",
    "3, ''",
    "4, IC0406",
    "5, IC0503",
    "5, IC0508",
    "2, IC0207",
    "1, ''",
    "6, ''"
  })
  void rejectionsPassAtEveryStage(int code, String errorCode) {
    agent.answer(rejected(code, errorCode, false));
    assertPassing(failure(canister.authenticate(opening())));
    assertPassing(failure(canister.open(opening()).make()));
    assertPassing(failure(canister.send(message()).make()));
    assertPassing(failure(canister.close(new ClientKey.Numbered(16)).make()));
    assertPassing(failure(poll()));
  }

  @Test
  void refusalsOfTheHttpServerPassAtEveryStage() {
    agent.answer(new Outcome.Refused("HTTP 403: not you"));
    assertPassing(failure(canister.authenticate(opening())));
    assertPassing(failure(canister.open(opening()).make()));
    assertPassing(failure(canister.close(new ClientKey.Numbered(16)).make()));
    assertPassing(failure(poll()));
  }

  @Test
  void aNoThatAClientMayHaveProvokedDoesNotCountAgainstTheCanister() {
    agent.answer(new Outcome.Refused("HTTP 400: bad frame"));
    assertFalse(failure(canister.send(message()).make()).kind().isTrouble());
    agent.answer(rejected(5, "IC0503", false));
    assertFalse(failure(canister.authenticate(opening())).kind().isTrouble());
    agent.answer(rejected(2, "IC0201", false));
    assertTrue(failure(canister.send(message()).make()).kind().isTrouble());
  }

  @ParameterizedTest
  @CsvSource({
    "ABSENT, 3, IC0301, UNKNOWN_CANISTER",
    "ABSENT, 3, '', UNKNOWN_CANISTER",
    "EMPTY, 5, IC0537, NOT_A_WEBSOCKET_CANISTER",
    "EMPTY, 3, IC0301, NOT_A_WEBSOCKET_CANISTER",
    "INSTALLED, 3, IC0301, UNCONFIRMED",
    "INSTALLED, 5, IC0537, UNCONFIRMED",
  })
  void absenceCountsOnceTheStateProvesIt(
      CanisterPresence presence, int code, String errorCode, Failure.Kind kind) {
    agent.answer(rejected(code, errorCode, false));
    agent.presence(new ReadResult.Known<>(presence));
    assertEquals(kind, failure(canister.authenticate(opening())).kind());
    assertEquals(kind, failure(canister.open(opening()).make()).kind());
    assertEquals(kind, failure(canister.close(new ClientKey.Numbered(16)).make()).kind());
    assertEquals(kind, failure(poll()).kind());
    assertEquals(1, agent.requests().stream().filter("presence"::equals).count());
  }

  @Test
  void aMethodThatIsMissingCountsOnceTheCanisterIsCalledForIt() {
    agent.answer(rejected(5, "IC0536", false));
    agent.answerCalls(rejected(5, "IC0536", true));
    assertEquals(
        Failure.Kind.NOT_A_WEBSOCKET_CANISTER, failure(canister.authenticate(opening())).kind());
    assertEquals(Failure.Kind.NOT_A_WEBSOCKET_CANISTER, failure(poll()).kind());
  }

  @Test
  void aPollThatTheCanisterCertifiesToTakeIsMadeAgain() {
    agent.answer(rejected(5, "IC0536", false));
    agent.answerCalls(new Outcome.Replied(Candid.encode()));
    assertEquals(Failure.Kind.UNCONFIRMED, failure(poll()).kind());
    // As canisters do that have no certificate to give in an update.
    nanos += Proofs.REMEMBERED.toNanos();
    agent.answerCalls(rejected(5, "IC0503", true));
    assertEquals(Failure.Kind.UNCONFIRMED, failure(poll()).kind());
  }

  @Test
  void anotherShapeOfAKeyCountsOnceTheCanisterCertifiesIt() {
    agent.answer(new Outcome.Replied(Candid.encode(CandidValue.text("a key"))));
    agent.answerCalls(NO_ANSWER);
    assertEquals(Failure.Kind.UNCONFIRMED, failure(canister.authenticate(opening())).kind());
    nanos += Proofs.REMEMBERED.toNanos();
    agent.answerCalls(new Outcome.Replied(Candid.encode(CandidValue.text("a key"))));
    assertEquals(
        Failure.Kind.NOT_A_WEBSOCKET_CANISTER, failure(canister.authenticate(opening())).kind());
  }

  @Test
  void anotherKeyIsNoBadSignatureUntilTheCanisterCertifiesIt() {
    agent.answer(new Outcome.Replied(Candid.encode(CandidValue.blob(Bytes.wrap(new byte[32])))));
    agent.answerCalls(NO_ANSWER);
    assertEquals(Failure.Kind.UNCONFIRMED, failure(canister.authenticate(opening())).kind());
  }

  @Test
  void whatIsNotKnownIsProvedOnceInAWhileAndEachTimeForWhoAskedBefore() {
    agent.answer(rejected(5, "IC0503", false));
    agent.answerCalls(rejected(5, "IC0503", true));
    assertEquals(Failure.Kind.UNKNOWN_CLIENT, failure(canister.authenticate(opening())).kind());
    // It may have been registered since, and this replica does not know it yet.
    assertEquals(Failure.Kind.UNCONFIRMED, failure(canister.authenticate(opening())).kind());
    assertEquals(1, agent.submitted().size());
    nanos += Proofs.REMEMBERED.toNanos();
    assertEquals(Failure.Kind.UNKNOWN_CLIENT, failure(canister.authenticate(opening())).kind());
    assertEquals(2, agent.submitted().size());
  }

  @Test
  void aCallThatTheNetworkCertifiesNotToHaveCarriedOutIsSignedAnew() {
    RepeatableCall call = canister.send(message());
    agent.answer(rejected(2, "IC0201", true));
    Failure busy = failure(call.make());
    assertEquals(Failure.Kind.UNAVAILABLE, busy.kind());
    assertFalse(busy.leavesDoubt());
    agent.answer(new Outcome.Replied(Candid.encode(CandidValue.bool(true))));
    assertEquals(Accepted.ACCEPTED, call.make().join());
    assertEquals(List.of("call 1", "call 2"), agent.submitted());
  }

  @Test
  void whatNeverLeftLeavesNoDoubtUnlessAnEarlierTryDid() {
    RepeatableCall call = canister.open(opening());
    agent.answer(new Outcome.NotSent(true, "no room"));
    assertFalse(failure(call.make()).leavesDoubt());
    agent.answer(new Outcome.NotSent(false, "refused"));
    assertFalse(failure(call.make()).leavesDoubt());
    agent.answer(NO_ANSWER);
    assertTrue(failure(call.make()).leavesDoubt());
    agent.answer(new Outcome.NotSent(false, "refused"));
    assertTrue(failure(call.make()).leavesDoubt());
    agent.answer(new Outcome.Replied(Candid.encode(CandidValue.bool(false))));
    Failure refused = failure(call.make());
    assertEquals(Failure.Kind.REFUSED, refused.kind());
    assertFalse(refused.leavesDoubt());
  }

  private ClientFrame.Message message() {
    return (ClientFrame.Message) protocol.read(PocFrames.message(16, 3, "hello"));
  }
}
