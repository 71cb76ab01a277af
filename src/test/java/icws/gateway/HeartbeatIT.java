package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewaySocket;
import icws.client.PocClient;
import icws.ic.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Heartbeats and terms of the PoC protocol between clients and a canister whose heartbeats are a
 * second apart and that waits four for an answer.
 */
@ExtendWith(LiveSystem.Shared.class)
class HeartbeatIT {
  private static final Duration PERIOD_AND_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LiveSystem system;
  private final LocalNetwork network;

  @SuppressWarnings("NullAway.Init")
  private Principal canister;

  HeartbeatIT(LiveSystem system) {
    this.system = system;
    this.network = system.network();
  }

  @BeforeEach
  void install() {
    canister = network.installShortPeriods();
  }

  @AfterEach
  void nobodyIsLeft() throws Exception {
    system.gateway().awaitMetric("icws_sessions", 0);
  }

  @Test
  void aClientThatAnswersStaysAndOneThatDoesNotIsClosedByTheCanister() throws Exception {
    try (PocClient lively = opened(inAnHour());
        PocClient silent = opened(inAnHour())) {
      silent.stopAnswering();
      assertEquals("silent", await(silent.dismissal()));
      assertForgotten(silent);

      lively.say("still here");
      assertEquals("still here", lively.hear());
      assertFalse(lively.dismissal().isDone());
    }
  }

  @Test
  void heartbeatsCountWhatHasArrived() throws Exception {
    try (PocClient client = opened(inAnHour())) {
      assertEquals(0, await(client.nextHeartbeat()));
      client.say("one");
      assertEquals("one", client.hear());
      // The answer to the first heartbeat, the text, and an answer to each heartbeat since.
      long arrived = await(client.nextHeartbeat());
      while (arrived < 4) {
        long later = await(client.nextHeartbeat());
        assertTrue(later > arrived, later + " after " + arrived);
        arrived = later;
      }
    }
  }

  @Test
  void aSessionEndsWithItsRegistration() throws Exception {
    try (PocClient client = opened(Instant.now().plusSeconds(3))) {
      assertEquals("expired", await(client.dismissal()));
      assertForgotten(client);
    }
  }

  @Test
  void aSessionWithoutTheHeartbeatEndsOnceItIsQuiet() throws Exception {
    try (PocClient client = network.register(canister)) {
      client.open(system.socket());
      client.say("hello");
      assertEquals("hello", client.hear());
      network.awaitClosed(canister, client, PATIENCE); // it says no more
      assertForgotten(client);
    }
  }

  @Test
  void aRegistrationThatExpiredCannotBeOpened() throws Exception {
    PocClient client = network.register(canister, Instant.now().plusSeconds(1));
    Instant expiry = Instant.now().plusSeconds(2);
    try (PocClient clock = opened(inAnHour())) {
      while (Instant.now().isBefore(expiry)) {
        await(clock.nextHeartbeat());
      }
    }
    try (GatewaySocket socket = system.socket()) {
      socket.send(client.firstFrame());
      assertEquals(4404, socket.awaitClosure().code());
    }
  }

  @Test
  void aRenewedRegistrationKeepsItsConnection() throws Exception {
    Instant first = Instant.now().plusSeconds(3);
    try (PocClient client = opened(first)) {
      network.renew(canister, client, inAnHour());
      while (Instant.now().isBefore(first.plusSeconds(1))) {
        await(client.nextHeartbeat());
      }
      client.say("still here");
      assertEquals("still here", client.hear());
      assertFalse(client.dismissal().isDone());
      assertTrue(client.socket().isOpen());
    }
  }

  @Test
  void aGatewayThatStandsStillIsNoticedByBothSides() throws Exception {
    try (PocClient client = opened(inAnHour())) {
      await(client.nextHeartbeat());
      system.gateway().halt();
      try {
        network.awaitClosed(canister, client, PATIENCE);
        assertMissesAHeartbeat(client);
      } finally {
        system.gateway().resume();
      }
      assertEquals("silent", await(client.dismissal()));
      assertForgotten(client);
    }
  }

  /** What has arrived already may be heard; then nothing comes for longer than it may take. */
  private static void assertMissesAHeartbeat(PocClient client) throws Exception {
    CompletableFuture<Long> next = client.nextHeartbeat();
    while (next.isDone()) {
      next = client.nextHeartbeat();
    }
    CompletableFuture<Long> missing = next;
    assertThrows(
        TimeoutException.class,
        () -> missing.get(PERIOD_AND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Whatever it says now, the gateway tells it to register anew. */
  private static void assertForgotten(PocClient client) {
    client.say("is somebody there?");
    GatewaySocket.Closure closure = client.socket().awaitClosure();
    assertEquals(4404, closure.code(), closure::reason);
  }

  private PocClient opened(Instant expiry) {
    PocClient client = network.register(canister, expiry);
    client.open(system.socket());
    client.opened().join();
    return client;
  }

  private static Instant inAnHour() {
    return Instant.now().plus(Duration.ofHours(1));
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
