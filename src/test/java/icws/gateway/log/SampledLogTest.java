package icws.gateway.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SampledLogTest {

  /** Keeps what it is given. */
  private static final class Kept implements Logger {
    private final String name;
    private final List<String> lines = new ArrayList<>();
    private final List<Throwable> faults = new ArrayList<>();

    Kept(String name) {
      this.name = name;
    }

    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level.compareTo(Level.INFO) >= 0;
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String text, @Nullable Throwable fault) {
      lines.add(text);
      faults.add(fault);
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String format, Object... parameters) {
      lines.add(format);
    }
  }

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final SampledLog log = new SampledLog(nanos::get);
  private final Kept kept = new Kept("one");

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void end(int times) {
    for (int i = 0; i < times; i++) {
      log.log(kept, Level.WARNING, "Session {0} ends", 4_000 + i);
    }
  }

  @Test
  void manyLinesOfAKindAreWrittenOnlyAtAPaceAndTheNextSaysHowManyWereNot() {
    end(1_000);
    assertEquals(SampledLog.BURST, kept.lines.size());
    assertEquals("Session 4000 ends", kept.lines.get(0));
    pass(Duration.ofMillis(999));
    end(1);
    assertEquals(SampledLog.BURST, kept.lines.size());
    pass(Duration.ofMillis(1));
    end(2);
    assertEquals(SampledLog.BURST + 1, kept.lines.size());
    assertEquals("Session 4000 ends ... and 901 more like this", kept.lines.get(SampledLog.BURST));
    pass(Duration.ofHours(1));
    kept.lines.clear();
    end(1_000);
    assertEquals(SampledLog.BURST, kept.lines.size());
    assertEquals("Session 4000 ends ... and 1 more like this", kept.lines.get(0));
    assertEquals("Session 4001 ends", kept.lines.get(1));
  }

  @Test
  void otherKindsAndOtherLoggersAreWritten() {
    end(1_000);
    kept.lines.clear();
    log.log(kept, Level.INFO, "The circuit of {0} is open", "x");
    Kept other = new Kept("other");
    log.log(other, Level.WARNING, "Session {0} ends", 1);
    assertEquals(List.of("The circuit of x is open"), kept.lines);
    assertEquals(List.of("Session 1 ends"), other.lines);
  }

  @Test
  void whatNobodyWantsToSeeCountsForNothing() {
    for (int i = 0; i < 1_000; i++) {
      log.log(kept, Level.DEBUG, "a detail");
    }
    log.log(kept, Level.INFO, "a detail");
    assertEquals(List.of("a detail"), kept.lines);
  }

  @Test
  void stackTracesCostAsMuchAsTheLinesTheyHave() {
    for (int i = 0; i < 100; i++) {
      log.fault(kept, new IllegalStateException("broken"), "Session {0} failed", i);
    }
    assertEquals(5, kept.lines.size());
    assertTrue(kept.faults.get(0).toString().contains("broken"));
  }

  @Test
  void whatAStrangerWroteIsPrintableAndShort() {
    log.log(kept, Level.WARNING, "{0} says {1}", Unseen.text(), "x".repeat(100_000));
    String line = kept.lines.get(0);
    assertTrue(line.length() < 2 * SampledLog.MAX_CHARS + 20, line);
    assertPrintable(line);
  }

  @Test
  void soIsWhatAnExceptionAndItsCausesSay() {
    Throwable deep = new StackOverflowError("\u001b[2J" + Unseen.text());
    for (int i = 0; i < 50; i++) {
      deep = new IllegalStateException(i + "\u0085" + Unseen.text() + "y".repeat(10_000), deep);
    }
    log.fault(kept, deep, "A socket failed");
    StringWriter trace = new StringWriter();
    kept.faults.get(0).printStackTrace(new PrintWriter(trace));
    assertTrue(trace.toString().contains("IllegalStateException: 49 x"), trace::toString);
    assertTrue(trace.toString().contains("\tat icws.gateway.log.SampledLogTest."), trace::toString);
    assertTrue(trace.toString().length() < 20_000);
    trace.toString().lines().forEach(each -> assertPrintable(each.replace("\t", "")));
    assertFalse(trace.toString().contains("\u001b"));
  }

  private static void assertPrintable(String line) {
    assertEquals(Printable.line(line), line);
  }
}
