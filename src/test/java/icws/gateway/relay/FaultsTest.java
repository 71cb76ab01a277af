package icws.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.log.Printable;
import icws.gateway.relay.session.LogLines;
import java.time.Duration;
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
  void whatGoesOnIsSampledAndAnotherKindIsSaidAllTheSame() {
    try (LogLines log = new LogLines()) {
      for (int i = 0; i < 1_000; i++) {
        fail(new OutOfMemoryError("of a \u009b2Jtest\u2028"));
      }
      int said = log.lines().size();
      assertTrue(said >= 1 && said <= 10, log.lines()::toString);
      assertEquals("A task failed: OutOfMemoryError", log.lines().get(0));
      fail(new NoClassDefFoundError("another/Kind"));
      assertEquals("A task failed: NoClassDefFoundError", log.lines().get(said));
      nanos.addAndGet(Duration.ofMinutes(5).toNanos());
      fail(new OutOfMemoryError("of a test"));
      assertEquals(
          "A task failed: OutOfMemoryError ... and %d more like this".formatted(1_000 - said),
          log.lines().get(said + 1));
      assertTrue(
          log.faults().stream().allMatch(fault -> fault.equals(Printable.line(fault))),
          log.faults()::toString);
      assertEquals("java.lang.OutOfMemoryError: of a  2Jtest ", log.faults().get(0));
    }
    assertEquals(1_002, faults.count());
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
