package icws.load;

import java.util.Locale;

/**
 * A straight line through measurements, by least squares.
 *
 * @param level the mean of the measured
 * @param perHour the slope
 * @param error the standard error of the slope: how far it may be off by noise alone
 */
record Trend(double level, double perHour, double error) {
  /** Growth of less than this part of the level in an hour is no growth that matters. */
  static final double NEGLIGIBLE = 0.02;

  private static final double CERTAIN = 2;

  /**
   * Draws the line.
   *
   * @param hours when each was measured
   * @param values what was measured; at least three
   */
  static Trend of(double[] hours, double[] values) {
    int count = hours.length;
    if (count < 3 || count != values.length) {
      throw new IllegalArgumentException(count + " times, " + values.length + " values");
    }
    double meanHour = mean(hours);
    double level = mean(values);
    double spread = 0;
    double covariance = 0;
    for (int i = 0; i < count; i++) {
      spread += (hours[i] - meanHour) * (hours[i] - meanHour);
      covariance += (hours[i] - meanHour) * (values[i] - level);
    }
    double slope = covariance / spread;
    double residue = 0;
    for (int i = 0; i < count; i++) {
      double off = values[i] - level - slope * (hours[i] - meanHour);
      residue += off * off;
    }
    return new Trend(level, slope, Math.sqrt(residue / (count - 2) / spread));
  }

  private static double mean(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    return sum / numbers.length;
  }

  /**
   * Whether this is no growth: the slope is at most twice its standard error, so that chance alone
   * explains it, or would add less than {@link #NEGLIGIBLE} of the level in an hour.
   */
  boolean isFlat() {
    return perHour <= CERTAIN * error || perHour < NEGLIGIBLE * level;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%+.1f an hour (standard error %.1f) at %.1f", perHour, error, level);
  }
}
