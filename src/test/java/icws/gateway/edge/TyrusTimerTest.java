package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TyrusTimerTest {
  private final TyrusTimer timer = new TyrusTimer(Thread::new);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void aTaskWithoutDelayIsOverAndNeverRuns() throws Exception {
    AtomicBoolean ran = new AtomicBoolean();
    ScheduledFuture<?> future = timer.schedule(() -> ran.set(true), 0, TimeUnit.MILLISECONDS);
    assertTrue(future.isDone());
    assertFalse(future.isCancelled());
    assertEquals(0, future.getDelay(TimeUnit.NANOSECONDS));
    timer.shutdown();
    assertTrue(timer.awaitTermination(10, TimeUnit.SECONDS));
    assertFalse(ran.get());
  }

  @Test
  void aTaskWithADelayRuns() throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    ScheduledFuture<?> future = timer.schedule(ran::countDown, 1, TimeUnit.MILLISECONDS);
    assertTrue(ran.await(10, TimeUnit.SECONDS));
    future.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aCancelledTaskLeavesTheQueueAtOnce() {
    ScheduledFuture<?> future = timer.schedule(() -> {}, 1, TimeUnit.HOURS);
    assertEquals(1, timer.getQueue().size());
    future.cancel(false);
    assertEquals(0, timer.getQueue().size());
  }
}
