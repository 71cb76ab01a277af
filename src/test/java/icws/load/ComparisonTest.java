package icws.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private final Comparison comparison = new Comparison();

  /** A round whose 99th percentile is so many milliseconds. */
  private void round(long millis) {
    comparison.add(
        LongStream.rangeClosed(1, 200).map(i -> i < 198 ? 1 : millis * 1_000_000).boxed().toList());
  }

  private void rounds(long... millis) {
    LongStream.of(millis).forEach(this::round);
  }

  @Test
  void theOrderFavoursNeither() {
    List<Boolean> disturbed = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      disturbed.add(comparison.isDisturbedNext());
      round(1);
    }
    assertEquals(List.of(false, true, true, false, false, true, true, false), disturbed);
  }

  @Test
  void theRatioIsThatOfTheMedians() {
    rounds(100, 210, 190, 100, 10, 200, 9_999, 1_000);
    assertEquals(2.05, comparison.ratio(), 1e-9);
    assertTrue(comparison.toString().startsWith("ratio of the medians 2.05;"));
  }

  @Test
  void aTenthSlowerIsHarmlessAndMoreIsNot() {
    rounds(100, 110, 110, 100);
    assertTrue(comparison.isHarmless());
    rounds(100, 120, 120, 100);
    assertFalse(comparison.isHarmless());
  }

  @Test
  void aFewDeliveriesHaveNoPercentile() {
    assertThrows(IllegalArgumentException.class, () -> comparison.add(List.of(1L)));
  }
}
