package icws.gateway.relay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.Variant;
import icws.gateway.ops.EventCounters;
import icws.gateway.relay.EventObservers;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.RelaySettings;
import icws.gateway.relay.Timers;
import icws.ic.Bytes;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Many sessions of few addresses send at once, on threads of their own, and some end in between:
 * whatever is dealt with where, no frame overtakes another, none is lost or dealt with twice, and
 * nothing is left.
 */
final class IntakeRaceTest {

  private static final int ADDRESSES = 5;
  private static final int SESSIONS = 40;
  private static final int FRAMES = 500;

  /** One session in so many ends before it has sent all. */
  private static final int ENDING = 4;

  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
  private final ExecutorService turns = Executors.newFixedThreadPool(3);
  private final ExecutorService sockets = Executors.newFixedThreadPool(4);
  private final EventCounters statistics = new EventCounters();
  private final Timers timers =
      new Timers(scheduler, System::nanoTime, Clock.systemUTC(), () -> 0.5);

  /** Each frame takes 50 microseconds, so that the addresses rest every now and then. */
  private final AtomicLong made = new AtomicLong();

  private final AddressLanes lanes =
      new AddressLanes(
          new ProcessorShare(Duration.ofMillis(100), Duration.ofMinutes(10)),
          timers,
          turns,
          () -> made.addAndGet(50_000));

  private final RelayContext context =
      new RelayContext(settings(), timers, EventObservers.of(statistics));
  private final CountDownLatch finished = new CountDownLatch(SESSIONS - SESSIONS / ENDING);
  private final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();

  private static RelaySettings settings() {
    return Variant.of(RelaySettings.defaults()).with(RelaySettings::inboxFrames, FRAMES).made();
  }

  @AfterEach
  void stopThreads() throws InterruptedException {
    for (ExecutorService threads : List.of(sockets, turns, scheduler)) {
      threads.shutdownNow();
      assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    }
  }

  /** A session that checks the order of its frames, which are their numbers. */
  private final class Session {
    private final Intake intake;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();

    Session(int number) throws Exception {
      byte[] address = {(byte) 192, 0, 2, (byte) (number % ADDRESSES)};
      intake =
          new Intake(
              InetAddress.getByAddress(address),
              lanes,
              context,
              this::take,
              (limit, why) -> faults.add(new AssertionError(limit + " " + why)),
              faults::add);
    }

    private boolean take(Bytes frame, boolean inTurn) {
      if (!inTurn && ThreadLocalRandom.current().nextInt(4) == 0) {
        return false;
      }
      if (atOnce.incrementAndGet() != 1) {
        faults.add(new AssertionError("two frames of one session at once"));
      }
      int number = Integer.parseInt(frame.toUtf8());
      if (number != next.getAndIncrement()) {
        faults.add(new AssertionError(number + " is out of order"));
      }
      atOnce.decrementAndGet();
      return true;
    }

    void send(int frames) {
      for (int i = 0; i < frames; i++) {
        intake.receive(Bytes.utf8(Integer.toString(i)));
      }
    }
  }

  @Test
  void noFrameOvertakesAnotherAndNothingIsLeft() throws Exception {
    List<Session> whole = new ArrayList<>();
    List<Future<?>> sending = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < SESSIONS; i++) {
      Session session = new Session(i);
      if (i % ENDING == 0) {
        int some = random.nextInt(FRAMES);
        sending.add(sockets.submit(() -> sendAndClose(session, some)));
      } else {
        whole.add(session);
        sending.add(sockets.submit(() -> sendAndFinish(session)));
      }
    }
    for (Future<?> each : sending) {
      each.get();
    }
    assertTrue(finished.await(60, TimeUnit.SECONDS), () -> faults.toString());
    assertEquals(List.of(), List.copyOf(faults));
    assertEquals(0, lanes.waiting());
    for (Session session : whole) {
      assertEquals(FRAMES, session.next.get());
    }
    // The last ones under way end first.
    turns.shutdown();
    assertTrue(turns.awaitTermination(10, TimeUnit.SECONDS));
    assertEquals(0, context.inboxSpace().usedBytes());
  }

  private static void sendAndClose(Session session, int frames) {
    session.send(frames);
    session.intake.close();
  }

  private void sendAndFinish(Session session) {
    session.send(FRAMES);
    session.intake.finish(finished::countDown);
  }
}
