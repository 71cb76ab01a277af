package icws.bench.measure;

/**
 * Things that are due at even intervals, whatever becomes of those before. How long each takes is
 * counted from when it was due and not from when it began, so that whoever makes others wait is
 * charged for their waiting: nothing is omitted. One thread begins; any may ask about those that
 * have begun.
 */
public final class OpenLoop {
  private final long startNanos;
  private final long intervalNanos;
  // The beginning thread's alone.
  private long begun;

  /**
   * @param startNanos when the first is due, by the clock of all other times here
   */
  public OpenLoop(long startNanos, long intervalNanos) {
    if (intervalNanos <= 0) {
      throw new IllegalArgumentException("an interval of " + intervalNanos + " ns");
    }
    this.startNanos = startNanos;
    this.intervalNanos = intervalNanos;
  }

  /** How long until the next is due; 0 if it is. */
  public long waitNanos(long nowNanos) {
    return Math.max(0, dueNanos(begun) - nowNanos);
  }

  /** Begins the next; answers its number, from 0. */
  public long begin() {
    return begun++;
  }

  /** How long after it was due one has come to its end. */
  public long latencyNanos(long number, long endNanos) {
    return endNanos - dueNanos(number);
  }

  private long dueNanos(long number) {
    return startNanos + number * intervalNanos;
  }
}
