package icws.bench.measure;

import java.util.function.LongConsumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long things took: nanoseconds in, milliseconds out, to three digits. Thread-safe. */
public final class Latencies implements LongConsumer {
  private static final long LEAST_NANOS = 1_000;
  private static final long MOST_NANOS = 3_600_000_000_000L;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int DIGITS = 3;

  private final Histogram nanos = new ConcurrentHistogram(LEAST_NANOS, MOST_NANOS, DIGITS);

  @Override
  public void accept(long value) {
    nanos.recordValue(Math.min(MOST_NANOS, Math.max(0, value)));
  }

  /** Adds those of another. */
  public void add(Latencies others) {
    nanos.add(others.nanos);
  }

  public long count() {
    return nanos.getTotalCount();
  }

  /** What this part of all, from 0 to 1, does not exceed, in milliseconds. */
  public double quantile(double part) {
    return nanos.getValueAtPercentile(part * 100) / NANOS_PER_MILLI;
  }

  public double least() {
    return nanos.getMinValue() / NANOS_PER_MILLI;
  }

  public double most() {
    return nanos.getMaxValue() / NANOS_PER_MILLI;
  }
}
