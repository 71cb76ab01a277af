package icws.gateway.relay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Failure;
import icws.gateway.log.SampledLog;
import icws.gateway.relay.Limit;
import icws.gateway.relay.session.FakeCanister.Method;
import icws.gateway.relay.session.RelayFixture.Client;
import icws.gateway.wire.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class SessionRegistryTest {

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final RelayFixture relay = new RelayFixture();
  private final FakeCanister canister = relay.canister();

  @Test
  void countsSessionsUntilNothingOfThemIsLeft() {
    canister.hold(Method.CLOSE);
    Client client = relay.open(16);
    relay.connect(17);
    assertEquals(2, relay.sessions.size());
    client.session().disconnected();
    assertEquals(2, relay.sessions.size());
    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    assertEquals(1, relay.sessions.size());
    assertEquals(2, relay.statistics.sessionsConnected());
  }

  @Test
  void stopClosesEverySessionAndTellsTheCanisters() {
    Client open = relay.open(16);
    Client connected = relay.connect(17);
    CompletableFuture<Void> stopped = relay.sessions.stop(GRACE);
    assertTrue(stopped.isDone());
    assertEquals(List.of(CloseReason.GOING_AWAY), open.socket().reasons());
    assertEquals(List.of(CloseReason.GOING_AWAY), connected.socket().reasons());
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
    assertEquals(0, relay.sessions.size());
  }

  @Test
  void stopWaitsForTheCanistersToBeTold() {
    canister.hold(Method.CLOSE);
    relay.open(16);
    CompletableFuture<Void> stopped = relay.sessions.stop(GRACE);
    relay.scheduler.advance(GRACE.minusNanos(1));
    assertFalse(stopped.isDone());
    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    assertTrue(stopped.isDone());
  }

  @Test
  void stopWaitsNoLongerThanItsGrace() {
    canister.hold(Method.CLOSE);
    relay.open(16);
    CompletableFuture<Void> stopped = relay.sessions.stop(GRACE);
    relay.scheduler.advance(GRACE);
    assertTrue(stopped.isDone());
  }

  @Test
  void stopStillHandsOverWhatClientsHaveSent() {
    canister.hold(Method.SEND);
    Client stays = relay.open(16);
    stays.send("one");
    stays.send("two");
    Client left = relay.open(17);
    left.send("three");
    left.send("four");
    left.session().disconnected();
    CompletableFuture<Void> stopped = relay.sessions.stop(GRACE);
    assertEquals(List.of(CloseReason.GOING_AWAY), stays.socket().reasons());
    for (int i = 0; i < 4; i++) {
      canister.release(Method.SEND, Accepted.ACCEPTED);
    }
    assertTrue(stopped.isDone());
    assertEquals(
        Set.of("SEND 16 one", "SEND 16 two", "SEND 17 three", "SEND 17 four"),
        Set.copyOf(canister.calls("SEND")));
    assertEquals(Set.of("CLOSE 16", "CLOSE 17"), Set.copyOf(canister.calls("CLOSE")));
  }

  @Test
  void stopKeepsHalfOfItsGraceForTheClosing() {
    canister.hold(Method.SEND);
    Client client = relay.open(16);
    client.send("one");
    client.send("two");
    CompletableFuture<Void> stopped = relay.sessions.stop(GRACE);
    relay.scheduler.advance(GRACE.dividedBy(2));
    canister.release(Method.SEND, Accepted.ACCEPTED);
    assertTrue(stopped.isDone());
    assertEquals(List.of("SEND 16 one"), canister.calls("SEND"));
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
  }

  @Test
  void stopDoesNotEndThousandsOfSessionsOnOneThread() {
    List<Runnable> others = new ArrayList<>();
    RelayFixture crowd = RelayFixture.with(others::add);
    Client client = crowd.open(16);
    Client another = crowd.open(17);
    CompletableFuture<Void> stopped = crowd.sessions.stop(GRACE);
    assertEquals(List.of(), client.socket().reasons());
    assertEquals(2, others.size());
    others.forEach(Runnable::run);
    assertTrue(stopped.isDone());
    assertEquals(List.of(CloseReason.GOING_AWAY), client.socket().reasons());
    assertEquals(List.of(CloseReason.GOING_AWAY), another.socket().reasons());
  }

  @Test
  void theEndOfACanisterEndsItsSessionsOnAnotherThreadThanItsPollers() {
    List<Runnable> others = new ArrayList<>();
    RelayFixture crowd = RelayFixture.with(others::add);
    Client client = crowd.open(16);
    Client another = crowd.open(17);
    crowd.canister().answerPoll(new Failure(Failure.Kind.UNKNOWN_CANISTER, "deleted"));
    crowd.scheduler.runDue();
    assertEquals(List.of(), client.socket().reasons());
    assertEquals(0, crowd.canisters.size(), "whoever comes now is another channel's");
    others.forEach(Runnable::run);
    assertEquals(List.of(CloseReason.UNKNOWN_CANISTER), client.socket().reasons());
    assertEquals(List.of(CloseReason.UNKNOWN_CANISTER), another.socket().reasons());
    assertEquals(0, crowd.sessions.size());
  }

  @Test
  void aThousandRefusedClientsWriteNoThousandLinesAndHideNobodyElses() {
    try (LogLines log = new LogLines()) {
      for (int i = 0; i < 1_000; i++) {
        relay.connect(i).session().close(CloseReason.TEXT_FRAME, "a text frame");
      }
      assertEquals(SampledLog.BURST, log.lines().size());
      relay.connect(1_000).session().close(Limit.FRAME_BYTES, "frame over the limit");
      assertTrue(log.lines().get(SampledLog.BURST).contains(" ends: 1009 "));
      relay.scheduler.advance(Duration.ofSeconds(1));
      relay.connect(1_001).session().close(CloseReason.TEXT_FRAME, "a text frame");
      String last = log.lines().get(log.lines().size() - 1);
      assertTrue(last.endsWith(" ... and 900 more like this"), last);
    }
    assertEquals(1_001, relay.statistics.sessionsClosed(CloseReason.TEXT_FRAME), "all are counted");
  }

  @Test
  void clientThatConnectsDuringTheStopIsSentAway() {
    relay.sessions.stop(GRACE).join();
    Client late = relay.connect(16);
    assertEquals(List.of(CloseReason.GOING_AWAY), late.socket().reasons());
    assertEquals(0, relay.sessions.size());
  }

  @Test
  void sessionsEndAlsoWhenTheSchedulerHasStopped() {
    Client client = relay.open(16);
    relay.scheduler.shutdown();
    canister.answer(Method.CLOSE, new Failure(Failure.Kind.UNAVAILABLE, "no answer"));
    client.session().disconnected();
    assertTrue(client.hasEnded());
  }

  @Test
  void stopKeepsHalfOfItsGraceForTheClosingThoughSocketsKeepAllThreads() {
    List<Runnable> others = new ArrayList<>();
    RelayFixture crowd = RelayFixture.with(others::add);
    crowd.canister().hold(Method.SEND);
    Client client = crowd.open(16);
    client.send("one");
    client.send("two");
    CompletableFuture<Void> stopped = crowd.sessions.stop(GRACE);
    others.remove(0).run();
    // From here on every thread waits for a peer that does not read.
    crowd.scheduler.advance(GRACE.dividedBy(2));
    crowd.canister().release(Method.SEND, Accepted.ACCEPTED);
    assertEquals(List.of("SEND 16 one"), crowd.canister().calls("SEND"));
    assertEquals(List.of("CLOSE 16"), crowd.canister().calls("CLOSE"));
    assertTrue(stopped.isDone());
  }

  @Test
  void stopTellsTheCanistersThoughSocketsKeepAllThreadsFromItsBeginning() {
    List<Runnable> others = new ArrayList<>();
    RelayFixture crowd = RelayFixture.with(others::add);
    crowd.open(16);
    CompletableFuture<Void> stopped = crowd.sessions.stop(GRACE);
    crowd.scheduler.advance(GRACE.dividedBy(2));
    assertEquals(List.of("CLOSE 16"), crowd.canister().calls("CLOSE"));
    assertTrue(stopped.isDone());
  }
}
