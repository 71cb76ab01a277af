package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.Faults;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SchedulerTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Faults faults = new Faults(nanos::get);
  private final Scheduler scheduler = new Scheduler(1, Thread::new, faults, nanos::get);

  @AfterEach
  void stop() {
    scheduler.end();
  }

  @Test
  void whatATaskThrowsIsSaidAndTheNextOneRuns() throws Exception {
    Future<?> unlucky =
        scheduler.schedule(
            () -> {
              throw new OutOfMemoryError("of a test");
            },
            1,
            TimeUnit.NANOSECONDS);
    CountDownLatch ran = new CountDownLatch(1);
    Future<?> next = scheduler.schedule(ran::countDown, 1, TimeUnit.NANOSECONDS);
    assertTrue(ran.await(10, TimeUnit.SECONDS));
    assertEquals(1, faults.count());
    assertTrue(unlucky.isDone());
    next.get();
    scheduler.execute(
        () -> {
          throw new AssertionError("of a test");
        });
    while (faults.count() < 2) {
      Thread.onSpinWait();
    }
  }

  @Test
  void itComplainsOfATaskThatDoesNotEnd() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    scheduler.execute(
        () -> {
          started.countDown();
          try {
            end.await();
          } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
          }
        });
    started.await();
    assertEquals(Optional.empty(), scheduler.complaint());
    nanos.addAndGet(Scheduler.FAR_TOO_LONG.plusSeconds(1).toNanos());
    assertEquals(Optional.of("a scheduled task has run for 61 s"), scheduler.complaint());
    end.countDown();
    while (scheduler.complaint().isPresent()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void itComplainsOfTasksThatAreLate() {
    Scheduler threadless =
        new Scheduler(
            1,
            task -> {
              throw new OutOfMemoryError("unable to create native thread");
            },
            faults,
            nanos::get,
            Duration.ofMillis(1));
    // The task is in the queue all the same.
    assertThrows(OutOfMemoryError.class, () -> threadless.execute(() -> {}));
    while (threadless.complaint().isEmpty()) {
      Thread.onSpinWait();
    }
    assertEquals(Optional.of("scheduled tasks are 0 s late"), threadless.complaint());
    threadless.shutdownNow();
  }
}
