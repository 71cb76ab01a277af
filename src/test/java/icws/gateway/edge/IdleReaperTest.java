package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.Faults;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdleReaperTest {
  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  private final AtomicLong nanos = new AtomicLong();
  private final Faults faults = new Faults(nanos::get);

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
  }

  @Test
  void itMakesItsRoundsUntilItIsClosedEvenIfOneFails() throws Exception {
    CountDownLatch rounds = new CountDownLatch(3);
    IdleReaper reaper =
        new IdleReaper(
            () -> {
              rounds.countDown();
              throw new OutOfMemoryError("in this round");
            },
            scheduler,
            Duration.ofMillis(1),
            faults,
            nanos::get);
    assertTrue(rounds.await(10, TimeUnit.SECONDS));
    reaper.close();
    assertTrue(faults.count() >= 2);
  }

  @Test
  void itComplainsWhenItsRoundsHaveStopped() {
    IdleReaper reaper =
        new IdleReaper(() -> {}, scheduler, Duration.ofHours(1), faults, nanos::get);
    nanos.addAndGet(Duration.ofSeconds(60).toNanos());
    assertEquals(Optional.empty(), reaper.complaint());
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertEquals(Optional.of("sockets have not been looked after for 61 s"), reaper.complaint());
    reaper.close();
  }
}
