package icws.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {
  private static final double[] HOUR = IntStream.range(0, 60).mapToDouble(i -> i / 60.0).toArray();

  private static Trend trend(DoubleUnaryOperator value) {
    return Trend.of(
        HOUR, IntStream.range(0, 60).mapToDouble(i -> value.applyAsDouble(HOUR[i])).toArray());
  }

  @Test
  void aLineIsFoundExactly() {
    Trend trend = trend(hour -> 100 + 7 * hour);
    assertEquals(7, trend.perHour(), 1e-9);
    assertEquals(0, trend.error(), 1e-9);
    assertEquals(100 + 7 * 59 / 120.0, trend.level(), 1e-9);
    assertFalse(trend.isFlat());
  }

  @Test
  void growthInNoiseIsFound() {
    Random noise = new Random(1);
    assertFalse(trend(hour -> 100 + 7 * hour + noise.nextGaussian()).isFlat());
  }

  @Test
  void noiseAloneIsFlat() {
    Random noise = new Random(1);
    assertTrue(trend(hour -> 100 + 10 * noise.nextGaussian()).isFlat());
  }

  @Test
  void whatNeverChangesOrShrinksOrHardlyGrowsIsFlat() {
    assertTrue(trend(hour -> 100).isFlat());
    assertTrue(trend(hour -> 100 - 50 * hour).isFlat());
    assertTrue(trend(hour -> 100 + hour).isFlat());
  }

  @Test
  void twoPointsSayNothingOfNoise() {
    assertThrows(
        IllegalArgumentException.class, () -> Trend.of(new double[] {0, 1}, new double[] {1, 2}));
  }
}
