package icws.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Canister;
import icws.gateway.canister.PollAnswer;
import icws.gateway.canister.RepeatableCall;
import icws.gateway.canister.Verdict;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.QueueMark;
import icws.gateway.wire.poc.PocFrames;
import icws.ic.Principal;
import icws.ic.Urgency;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many clients come and go at once, on real threads; whatever the order, the books balance. */
@Timeout(60)
final class RelayRaceTest {

  private static final int CLIENTS = 1_000;
  private static final int AT_ONCE = 40;
  private static final int THREADS = 4;
  private static final Principal CANISTER = RelayFixture.CANISTER;

  private final ScheduledExecutorService agentThreads = Executors.newScheduledThreadPool(THREADS);
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
  private final Semaphore atOnce = new Semaphore(AT_ONCE);
  private final JitteryCanister canister = new JitteryCanister();
  private final RelayStatistics statistics = new RelayStatistics();
  private final Alarms alarms =
      new Alarms(
          scheduler,
          System::nanoTime,
          Clock.systemUTC(),
          () -> ThreadLocalRandom.current().nextDouble());
  private final RelayContext context =
      new RelayContext(
          new RelaySettings(
              Duration.ofSeconds(30),
              8,
              1 << 20,
              1 << 20,
              CanisterAdmission.usual(),
              new Pace(Duration.ofNanos(100_000), Duration.ofMillis(1), 2),
              new Backoff(Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(20)),
              Duration.ofMillis(1)),
          alarms,
          statistics,
          FreeLanes.of(alarms, statistics));
  private final FakeRecord record = new FakeRecord();
  private final CanisterRegistry canisters = new CanisterRegistry(id -> canister, context, record);
  private final SessionRegistry sessions = new SessionRegistry(canisters, context);

  @AfterEach
  void stopThreads() throws InterruptedException {
    scheduler.shutdownNow();
    agentThreads.shutdownNow();
    assertTrue(scheduler.awaitTermination(10, TimeUnit.SECONDS));
    assertTrue(agentThreads.awaitTermination(10, TimeUnit.SECONDS));
  }

  @Test
  void everyClientThatTheCanisterOpenedIsClosedThereOnceAndNothingIsLeft()
      throws InterruptedException {
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    try (LogLines quiet = new LogLines()) {
      for (long id = 0; id < CLIENTS; id++) {
        atOnce.acquire();
        ends.add(visit(id, new SplittableRandom(id)).thenRun(atOnce::release));
      }
      CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new)).join();
      assertTrue(quiet.lines().stream().noneMatch(line -> line.contains("failed")));
    }
    assertEquals(0, sessions.size());
    assertEquals(0, canisters.size());
    assertEquals(0, sessions.inboxBytes());
    assertEquals(Set.of(), record.entries());
    assertEquals(0, canisters.roll().orphans());
    assertEquals(canister.opened.keySet(), canister.closed.keySet());
    assertTrue(canister.closed.values().stream().allMatch(count -> count == 1));
    assertEquals(0, canister.outOfOrder.get());
    assertTrue(canister.polls.get() > 1, "too few polls to say anything");
    assertTrue(canister.opened.size() > CLIENTS / 2, "too few opened to say anything");
    assertTrue(statistics.framesOut() > 0, "nothing was delivered to say anything about");
  }

  /** When a client leaves, a random time later on another thread. */
  private enum Moment {
    CONNECTED,
    OPENING,
    SENDING,
    RECEIVING
  }

  private CompletableFuture<Void> visit(long id, SplittableRandom random) {
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
      case CONNECTED -> later(random.nextLong(2_000), leave);
      case OPENING -> canister.whenOpening.put(key, leave);
      case SENDING -> canister.whenSending.put(key, leave);
      case RECEIVING -> socket.onSend(() -> soon(leave));
    }
    later(
        random.nextLong(1_000),
        () -> {
          session.receive(PocFrames.opening(CANISTER.toString(), id));
          session.receive(PocFrames.message(id, 0, "0"));
          session.receive(PocFrames.message(id, 1, "1"));
        });
    return session.ended();
  }

  private void soon(Runnable task) {
    later(ThreadLocalRandom.current().nextLong(500), task);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a task that fails leaves its session open
  private void later(long micros, Runnable task) {
    agentThreads.schedule(task, micros, TimeUnit.MICROSECONDS);
  }

  /** Answers after a random time, on other threads, and keeps books. */
  private final class JitteryCanister implements Canister {

    final Map<ClientKey, Integer> opened = new ConcurrentHashMap<>();
    final Map<ClientKey, Integer> closed = new ConcurrentHashMap<>();
    final Map<ClientKey, Integer> inFlight = new ConcurrentHashMap<>();
    final Map<ClientKey, Runnable> whenOpening = new ConcurrentHashMap<>();
    final Map<ClientKey, Runnable> whenSending = new ConcurrentHashMap<>();
    final AtomicInteger outOfOrder = new AtomicInteger();
    final AtomicInteger polls = new AtomicInteger();

    @Override
    public Principal id() {
      return CANISTER;
    }

    @Override
    public CompletableFuture<Verdict> authenticate(ClientFrame.Opening opening) {
      return oneAtATime(opening.client());
    }

    @Override
    public RepeatableCall open(ClientFrame.Opening opening) {
      return () -> {
        opened.merge(opening.client(), 1, Integer::sum);
        soon(whenOpening.getOrDefault(opening.client(), () -> {}));
        return oneAtATime(opening.client());
      };
    }

    @Override
    public RepeatableCall send(ClientFrame.Message message) {
      return () -> {
        if (closed.containsKey(message.client())) {
          outOfOrder.incrementAndGet();
        }
        soon(whenSending.getOrDefault(message.client(), () -> {}));
        return oneAtATime(message.client());
      };
    }

    @Override
    public RepeatableCall close(ClientKey client) {
      return () -> {
        closed.merge(client, 1, Integer::sum);
        return oneAtATime(client);
      };
    }

    @Override
    public void hurry() {
      // Its polls never wait.
    }

    @Override
    public CompletableFuture<PollAnswer> poll(
        long nonce, Optional<QueueMark> read, Urgency urgency) {
      polls.incrementAndGet();
      long[] clients =
          opened.keySet().stream()
              .filter(client -> !closed.containsKey(client))
              .mapToLong(this::id)
              .toArray();
      return answer(FakeCanister.messages(nonce, clients));
    }

    private long id(ClientKey client) {
      return ((ClientKey.Numbered) client).id();
    }

    private CompletableFuture<Verdict> oneAtATime(ClientKey client) {
      if (inFlight.merge(client, 1, Integer::sum) > 1) {
        outOfOrder.incrementAndGet();
      }
      return answer((Verdict) Accepted.ACCEPTED)
          .whenComplete((verdict, error) -> inFlight.merge(client, -1, Integer::sum));
    }

    private <T> CompletableFuture<T> answer(T value) {
      CompletableFuture<T> answer = new CompletableFuture<>();
      soon(() -> answer.complete(value));
      return answer;
    }
  }
}
