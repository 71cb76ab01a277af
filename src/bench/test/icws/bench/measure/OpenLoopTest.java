package icws.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** On a clock of the test's own. */
class OpenLoopTest {
  private static final long MILLI = 1_000_000;
  private static final long START = 77 * MILLI;

  private final Latencies latencies = new Latencies();
  private long now = START;

  /** One at a time, each of which takes so long, until so many are done. */
  private void run(OpenLoop loop, int count, long... tookNanos) {
    for (int i = 0; i < count; i++) {
      now += loop.waitNanos(now);
      long number = loop.begin();
      now += tookNanos[Math.min(i, tookNanos.length - 1)];
      latencies.accept(loop.latencyNanos(number, now));
    }
  }

  @Test
  void whatIsQuickIsBegunWhenItIsDueAndTakesWhatItTakes() {
    run(new OpenLoop(START, 10 * MILLI), 100, MILLI);
    assertEquals(START + 991 * MILLI, now);
    assertEquals(1, latencies.most(), 0.01);
    assertEquals(1, latencies.least(), 0.01);
  }

  @Test
  void thoseWhoHadToWaitForOneStandstillAreChargedForIt() {
    // The first takes a second; a hundred were due meanwhile, each of which takes a millisecond.
    run(new OpenLoop(START, 10 * MILLI), 200, 1_000 * MILLI, MILLI);
    assertEquals(1_000, latencies.most(), 1);
    // The i-th of those is 1,000 - 9 i late: of 200, the fiftieth from above by 550.
    assertEquals(550, latencies.quantile(0.75), 1);
    assertEquals(1, latencies.least(), 0.01);
  }

  @Test
  void whatIsDueAlreadyDoesNotWait() {
    OpenLoop loop = new OpenLoop(START, 10 * MILLI);
    assertEquals(3 * MILLI, loop.waitNanos(START - 3 * MILLI));
    assertEquals(0, loop.waitNanos(START));
    assertEquals(0, loop.waitNanos(START + 1_000 * MILLI));
    assertEquals(0, loop.begin());
    assertEquals(9 * MILLI, loop.waitNanos(START + MILLI));
    assertEquals(1, loop.begin());
  }

  @Test
  void endsMayComeInAnyOrder() {
    OpenLoop loop = new OpenLoop(START, 10 * MILLI);
    long first = loop.begin();
    long second = loop.begin();
    assertEquals(5 * MILLI, loop.latencyNanos(second, START + 15 * MILLI));
    assertEquals(20 * MILLI, loop.latencyNanos(first, START + 20 * MILLI));
  }

  @Test
  void intervalIsPositive() {
    assertThrows(IllegalArgumentException.class, () -> new OpenLoop(START, 0));
  }
}
