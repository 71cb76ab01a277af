package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdleReaperTest {
  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);

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
              throw new IllegalStateException("this round fails");
            },
            scheduler,
            Duration.ofMillis(1));
    assertTrue(rounds.await(10, TimeUnit.SECONDS));
    assertTrue(reaper.isRunning());
    reaper.close();
    assertFalse(reaper.isRunning());
  }
}
