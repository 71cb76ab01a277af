package icws.gateway.canister;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.ManualScheduler;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.poc.PocFrames;
import icws.gateway.wire.poc.PocProtocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Outcome;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Messages of one canister's clients, and the calls that they go in. */
// What comes of some is of no interest.
@SuppressWarnings("FutureReturnValueIgnored")
final class SharedCallsTest {

  private static final Principal ID = Principal.parse("bw4dl-smaaa-aaaaa-qaacq-cai");
  private static final Outcome AWAY = new Outcome.Unavailable(true, "no answer");
  private static final Outcome NO_METHOD =
      new Outcome.Rejected(5, "no such method", "IC0536", true);
  private static final Outcome TRAPPED = new Outcome.Rejected(5, "trapped", "IC0503", true);

  private final FakeAgent agent = new FakeAgent();
  private final ManualScheduler scheduler = new ManualScheduler();
  private final PocProtocol protocol = new PocProtocol();
  private final SharedCalls calls =
      new SharedCalls(
          (delay, task) -> {
            scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return true;
          },
          scheduler::nanoTime);

  private Canister canister() {
    return new RemoteCanister(
        ID,
        protocol,
        agent,
        new SigningNetwork("this network").verifierAt(Instant.EPOCH),
        new CertifiedAnswers(agent, System::nanoTime),
        calls,
        scheduler.clock());
  }

  private ClientFrame.Message message(int client, String text) {
    return (ClientFrame.Message) protocol.read(PocFrames.message(client, 0, text));
  }

  private RepeatableCall call(int client) {
    return canister().send(message(client, "hello"));
  }

  private List<CompletableFuture<Verdict>> crowd(int from, int to) {
    return IntStream.range(from, to).mapToObj(client -> call(client).make()).toList();
  }

  private static Outcome consents(boolean... each) {
    List<CandidValue> answers = new ArrayList<>();
    for (boolean consent : each) {
      answers.add(CandidValue.bool(consent));
    }
    return new Outcome.Replied(Candid.encode(CandidValue.vec(answers)));
  }

  private static Outcome consent(boolean yes) {
    return new Outcome.Replied(Candid.encode(CandidValue.bool(yes)));
  }

  /** As {@code ws_messages 3} or {@code ws_message 1}, of the calls that are on their way. */
  private List<String> calls() {
    return agent.requests().stream()
        .filter(each -> each.startsWith("call "))
        .map(SharedCallsTest::described)
        .toList();
  }

  private static String described(String request) {
    String[] words = request.split(" ", -1);
    CandidValue argument = Candid.decode(Bytes.ofHex(words[2])).get(0);
    return words[1] + " " + (words[1].equals("ws_messages") ? argument.asVec().size() : 1);
  }

  private static Failure.Kind failure(CompletableFuture<Verdict> verdict) {
    return assertInstanceOf(Failure.class, verdict.join()).kind();
  }

  private void gather() {
    scheduler.advance(SharedCalls.GATHERING);
  }

  @Test
  void whoIsAloneWaitsForNobody() {
    agent.answer(consent(true));
    for (int i = 0; i < 3; i++) {
      assertEquals(Accepted.ACCEPTED, call(i).make().join());
    }
    assertEquals(List.of("ws_message 1", "ws_message 1", "ws_message 1"), calls());
  }

  @Test
  void whoComesWhileOthersAreUnderWayGoesWithAllWhoCameMeanwhile() {
    CompletableFuture<Outcome> first = agent.hold();
    CompletableFuture<Verdict> early = call(1).make();
    List<CompletableFuture<Verdict>> crowd = crowd(2, 5);
    assertEquals(List.of("ws_message 1"), calls());
    agent.answer("ws_messages", consents(true, false, true));
    agent.answer(
        "ws_get_client_key", new Outcome.Replied(Candid.encode(CandidValue.blob(Bytes.EMPTY))));
    gather();
    assertEquals(List.of("ws_message 1", "ws_messages 3"), calls());
    assertEquals(Accepted.ACCEPTED, crowd.get(0).join());
    assertEquals(Failure.Kind.REFUSED, failure(crowd.get(1)));
    assertEquals(Accepted.ACCEPTED, crowd.get(2).join());
    assertFalse(early.isDone());
    first.complete(consent(true));
    assertEquals(Accepted.ACCEPTED, early.join());
  }

  @Test
  void whoWaitsGoesAtOnceWhenNothingIsUnderWayAnyMore() {
    CompletableFuture<Outcome> first = agent.hold();
    call(1).make();
    List<CompletableFuture<Verdict>> crowd = crowd(2, 4);
    agent.answer("ws_messages", consents(true, true));
    first.complete(consent(true));
    assertEquals(List.of("ws_message 1", "ws_messages 2"), calls());
    assertTrue(crowd.stream().allMatch(CompletableFuture::isDone));
  }

  @Test
  void thereIsALimitToHowManyGoTogether() {
    agent.hold();
    call(1).make();
    crowd(2, 2 + SharedCalls.MOST_MESSAGES + 3);
    gather();
    assertEquals(
        List.of("ws_message 1", "ws_messages " + SharedCalls.MOST_MESSAGES, "ws_messages 3"),
        calls());
  }

  @Test
  void thereIsALimitToTheirBytes() {
    agent.hold();
    call(1).make();
    String half = "x".repeat(SharedCalls.MOST_BYTES / 2);
    Stream.of(2, 3, 4).forEach(client -> canister().send(message(client, half)).make());
    gather();
    assertEquals(4, calls().size());
  }

  @Test
  void aCallThatIsNotAnsweredIsMadeAgainAsItIsHoweverManyAsk() {
    agent.hold();
    call(1).make();
    List<RepeatableCall> crowd = List.of(call(2), call(3));
    agent.answer("ws_messages", AWAY);
    List<CompletableFuture<Verdict>> first = crowd.stream().map(RepeatableCall::make).toList();
    gather();
    first.forEach(verdict -> assertEquals(Failure.Kind.UNAVAILABLE, failure(verdict)));
    agent.answer("ws_messages", consents(true, true));
    crowd.forEach(each -> assertEquals(Accepted.ACCEPTED, each.make().join()));
    assertEquals(List.of("call 1", "call 2", "call 2"), agent.submitted());
  }

  @Test
  void aCanisterWithoutTheCallIsAskedForItOnce() {
    agent.hold();
    call(1).make();
    List<CompletableFuture<Verdict>> crowd = crowd(2, 4);
    agent.answer("ws_messages", NO_METHOD);
    agent.answer(consent(true));
    gather();
    crowd.forEach(verdict -> assertEquals(Accepted.ACCEPTED, verdict.join()));
    crowd(4, 6).forEach(verdict -> assertEquals(Accepted.ACCEPTED, verdict.join()));
    assertEquals(
        List.of(
            "ws_message 1",
            "ws_messages 2",
            "ws_message 1",
            "ws_message 1",
            "ws_message 1",
            "ws_message 1"),
        calls());
  }

  @Test
  void oneThatMakesTheCanisterTrapHarmsNobodyElse() {
    agent.hold();
    call(1).make();
    List<CompletableFuture<Verdict>> crowd = crowd(2, 4);
    agent.answer("ws_messages", TRAPPED);
    agent.answer(consent(true));
    gather();
    crowd.forEach(verdict -> assertEquals(Accepted.ACCEPTED, verdict.join()));
    assertEquals(List.of("ws_message 1", "ws_messages 2", "ws_message 1", "ws_message 1"), calls());
    crowd(4, 6);
    assertEquals(6, calls().size());
    scheduler.advance(SharedCalls.REST);
    agent.answer("ws_messages", consents(true, true));
    crowd(6, 9);
    gather();
    assertEquals(List.of("ws_message 1", "ws_messages 2"), calls().subList(6, 8));
  }

  @Test
  void aRefusalAfterACallThatMayHaveBeenCarriedOutInPartSaysNothing() {
    agent.hold();
    call(1).make();
    List<CompletableFuture<Verdict>> crowd = crowd(2, 4);
    agent.answer("ws_messages", new Outcome.Rejected(4, "after an await", "IC0406", true));
    agent.answer(consent(false));
    agent.answer(
        "ws_get_client_key", new Outcome.Replied(Candid.encode(CandidValue.blob(Bytes.EMPTY))));
    gather();
    crowd.forEach(verdict -> assertEquals(Failure.Kind.UNREACHABLE, failure(verdict)));
  }

  @Test
  void answersToMoreOrFewerAreNoAnswers() {
    agent.hold();
    call(1).make();
    List<CompletableFuture<Verdict>> crowd = crowd(2, 4);
    agent.answer("ws_messages", consents(true));
    agent.answer(consent(true));
    gather();
    crowd.forEach(verdict -> assertEquals(Accepted.ACCEPTED, verdict.join()));
    assertEquals(4, calls().size());
  }

  @Test
  void oneThatWaitsCanBeTakenBack() {
    agent.hold();
    call(1).make();
    RepeatableCall unwanted = call(2);
    CompletableFuture<Verdict> verdict = unwanted.make();
    unwanted.withdraw();
    assertEquals(Failure.Kind.NOT_SENT, failure(verdict));
    crowd(3, 5);
    gather();
    assertEquals(List.of("ws_message 1", "ws_messages 2"), calls());
  }

  @Test
  void whereNothingCanBeDoneLaterNobodyWaits() {
    SharedCalls stopped = new SharedCalls((delay, task) -> false, scheduler::nanoTime);
    agent.hold();
    RemoteCanister canister =
        new RemoteCanister(
            ID,
            protocol,
            agent,
            new SigningNetwork("this network").verifierAt(Instant.EPOCH),
            new CertifiedAnswers(agent, System::nanoTime),
            stopped,
            scheduler.clock());
    canister.send(message(1, "a")).make();
    canister.send(message(2, "b")).make();
    assertEquals(List.of("ws_message 1", "ws_message 1"), calls());
    assertEquals(Duration.ofMillis(50), SharedCalls.GATHERING);
  }

  @Test
  void whatIsThrownByATryIsHeardByAllWhoShareIt() {
    SharedCall broken =
        new SharedCall(
            refusals ->
                () -> {
                  throw new OutOfMemoryError("no thread");
                });
    assertTrue(broken.attempt(1).isCompletedExceptionally());
    assertTrue(broken.attempt(1).isCompletedExceptionally());
  }
}
