package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameRateTest {
  private static final long SECOND = 1_000_000_000;

  /** How many frames of those that come at one moment are let through. */
  private static int taken(FrameRate.Bucket bucket, long nanos, int frames) {
    int taken = 0;
    for (int i = 0; i < frames; i++) {
      taken += bucket.take(nanos) ? 1 : 0;
    }
    return taken;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - SECOND / 2})
  void aBurstIsLetThroughAndThenWhatTheRateAllows(long start) {
    FrameRate.Bucket bucket = new FrameRate(10, 40).new Bucket(start);
    assertEquals(40, taken(bucket, start, 100));
    assertEquals(0, taken(bucket, start + SECOND / 10 - 1, 100));
    assertEquals(1, taken(bucket, start + SECOND / 10, 100));
    assertEquals(10, taken(bucket, start + SECOND / 10 + SECOND, 100));
  }

  @Test
  void silenceIsSavedUpToTheBurstAndNoFurther() {
    FrameRate.Bucket bucket = new FrameRate(10, 40).new Bucket(0);
    assertEquals(40, taken(bucket, 3_600 * SECOND, 100));
  }

  @Test
  void aSteadyClientAtTheRateIsNeverRefused() {
    FrameRate.Bucket bucket = new FrameRate(200, 1).new Bucket(0);
    for (int i = 0; i < 10_000; i++) {
      assertTrue(bucket.take(i * SECOND / 200));
    }
    assertFalse(bucket.take(9_999 * SECOND / 200));
  }

  @Test
  void aRateOfNothingIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new FrameRate(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new FrameRate(1, 0));
  }
}
