package icws.gateway.relay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.Variant;
import icws.gateway.ops.EventCounters;
import icws.gateway.relay.EventObservers;
import icws.gateway.relay.PollInterval;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.RelaySettings;
import icws.gateway.relay.RetryPolicy;
import icws.gateway.relay.Timers;
import icws.gateway.relay.closing.FakeRecord;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.poc.PocFrames;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many clients come and go at once, on real threads, and their canister's calls succeed, are
 * refused or rejected, hang, fail and throw; whatever the order, the books balance.
 */
@Timeout(120)
@Tag("slow")
final class RelayRaceTest {

  private static final int CLIENTS = 10_000;
  private static final int AT_ONCE = 40;
  private static final int THREADS = 4;

  private final ScheduledExecutorService agentThreads = Executors.newScheduledThreadPool(THREADS);
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
  private final Semaphore atOnce = new Semaphore(AT_ONCE);
  private final EventCounters statistics = new EventCounters();
  private final Timers timers =
      new Timers(
          scheduler,
          System::nanoTime,
          Clock.systemUTC(),
          () -> ThreadLocalRandom.current().nextDouble());
  private final RelayContext context =
      new RelayContext(
          Variant.of(RelaySettings.defaults())
              .with(RelaySettings::firstFrameTimeout, Duration.ofSeconds(30))
              .with(RelaySettings::inboxFrames, 8)
              .with(RelaySettings::inboxBytes, 1L << 20)
              .with(RelaySettings::inboxTotalBytes, 1L << 20)
              .with(
                  RelaySettings::pollInterval,
                  new PollInterval(Duration.ofNanos(100_000), Duration.ofMillis(1), 2))
              .with(
                  RelaySettings::retryPolicy,
                  new RetryPolicy(
                      Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofMillis(500)))
              .with(RelaySettings::circuitCooldown, Duration.ofMillis(1))
              .made(),
          timers,
          EventObservers.of(statistics));
  private final AddressLanes lanes = FreeLanes.of(timers);
  private final FakeRecord record = new FakeRecord();

  @AfterEach
  void stopThreads() throws InterruptedException {
    scheduler.shutdownNow();
    agentThreads.shutdownNow();
    assertTrue(scheduler.awaitTermination(10, TimeUnit.SECONDS));
    assertTrue(agentThreads.awaitTermination(10, TimeUnit.SECONDS));
  }

  @Test
  void everyClientThatASoundCanisterOpenedIsClosedThereOnceAndNothingIsLeft()
      throws InterruptedException {
    MoodyCanister canister = visited(MoodyCanister.Mood.SOUND);
    assertEquals(canister.opened(), canister.closings().keySet(), "closed, but not opened");
  }

  @Test
  void noClosingOvertakesItsOpeningWhateverFailsAndNobodyStaysOpen() throws InterruptedException {
    MoodyCanister canister = visited(MoodyCanister.Mood.MOODY);
    assertTrue(canister.failures() > CLIENTS, "too few failures to say anything");
  }

  private MoodyCanister visited(MoodyCanister.Mood mood) throws InterruptedException {
    MoodyCanister canister = new MoodyCanister(mood, agentThreads);
    Relay relay = new Relay(id -> canister, record, lanes, context);
    SessionRegistry sessions = relay.sessions();
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    try (LogLines quiet = new LogLines()) {
      for (long id = 0; id < CLIENTS; id++) {
        atOnce.acquire();
        ends.add(visit(sessions, canister, id, new SplittableRandom(id)).thenRun(atOnce::release));
      }
      CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new)).join();
      while (relay.openClients().orphans() > 0) {
        Thread.onSpinWait();
      }
      assertTrue(mood.fails() || quiet.lines().stream().noneMatch(line -> line.contains("failed")));
    }
    assertEquals(0, sessions.size());
    assertEquals(0, relay.canisters().size());
    assertEquals(0, sessions.inboxBytes());
    assertEquals(Set.of(), record.entries());
    assertEquals(Set.of(), canister.stillOpen(), "left open at the canister");
    assertEquals(List.of(), canister.faults());
    assertTrue(canister.closings().values().stream().allMatch(count -> count == 1));
    assertTrue(canister.polls() > 1, "too few polls to say anything");
    assertTrue(canister.opened().size() > CLIENTS / 3, "too few opened to say anything");
    assertTrue(context.traffic().framesOut() > 0, "nothing was delivered to say anything about");
    return canister;
  }

  /** When a client leaves, a random time later on another thread. */
  private enum Moment {
    CONNECTED,
    OPENING,
    OPENING_AGAIN,
    SENDING,
    RECEIVING
  }

  private CompletableFuture<Void> visit(
      SessionRegistry sessions, MoodyCanister canister, long id, SplittableRandom random) {
    FakeSocket socket = new FakeSocket();
    ClientSession session = sessions.connect(RelayFixture.PROTOCOL, socket);
    boolean byClient = random.nextBoolean();
    Runnable leave =
        () -> {
          if (byClient) {
            session.disconnected();
          } else {
            session.close(CloseReason.TRY_AGAIN_LATER, "outbox full");
          }
        };
    ClientKey key = new ClientKey.Numbered(id);
    switch (Moment.values()[random.nextInt(Moment.values().length)]) {
      case CONNECTED -> canister.later(random.nextLong(2_000), leave);
      case OPENING -> canister.onOpening(key, () -> canister.later(random.nextLong(500), leave));
      // About when the next try is due.
      case OPENING_AGAIN ->
          canister.onOpening(key, () -> canister.later(500 + random.nextLong(1_000), leave));
      case SENDING -> canister.onSending(key, () -> canister.later(random.nextLong(500), leave));
      case RECEIVING -> socket.onSend(() -> canister.later(random.nextLong(500), leave));
    }
    // Whoever hears nothing leaves in the end.
    canister.later(100_000, leave);
    canister.later(
        random.nextLong(1_000),
        () -> {
          session.receive(PocFrames.opening(RelayFixture.CANISTER.toString(), id));
          session.receive(PocFrames.message(id, 0, "0"));
          session.receive(PocFrames.message(id, 1, "1"));
        });
    return session.ended();
  }
}
