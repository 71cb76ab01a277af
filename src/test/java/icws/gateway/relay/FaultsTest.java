package icws.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

final class FaultsTest {

  private final AtomicLong nanos = new AtomicLong();
  private final Faults faults = new Faults(nanos::get);

  private boolean fail(Error fault) {
    return faults.contain(
        "A task",
        () -> {
          throw fault;
        });
  }

  @Test
  void whatIsThrownGoesNoFurther() {
    assertTrue(faults.contain("A task", () -> {}));
    assertFalse(fail(new StackOverflowError("of a test")));
    assertEquals(1, faults.count());
  }

  @Test
  void whatGoesOnIsSaidOnceAMinuteAndHowOftenItWasNotSaid() {
    try (LogLines log = new LogLines()) {
      for (int i = 0; i < 1_000; i++) {
        fail(new OutOfMemoryError("of a test"));
      }
      fail(new NoClassDefFoundError("another/Kind"));
      assertEquals(List.of("A task failed", "A task failed"), log.lines());
      nanos.addAndGet(Duration.ofMinutes(1).toNanos());
      fail(new OutOfMemoryError("of a test"));
      fail(new OutOfMemoryError("of a test"));
      assertEquals("A task failed again, and 999 times since it was last said", log.lines().get(2));
      assertEquals(3, log.lines().size());
    }
    assertEquals(1_003, faults.count());
  }

  @Test
  void logThatFailsItselfIsNoFaultOfWhoeverTells() {
    Logger logger = Logger.getLogger(Faults.class.getName());
    Handler broken =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            throw new OutOfMemoryError("of a test");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(broken);
    try {
      assertFalse(fail(new OutOfMemoryError("of a test")));
    } finally {
      logger.removeHandler(broken);
    }
    assertEquals(1, faults.count());
  }
}
