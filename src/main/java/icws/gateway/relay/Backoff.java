package icws.gateway.relay;

import java.time.Duration;

/**
 * How long to wait before asking again after failures in a row, and when to give up.
 *
 * @param first the longest wait after the first failure; it doubles with each further one
 * @param longest the limit of the growth
 * @param tries how often to ask in all, at least once
 */
public record Backoff(Duration first, Duration longest, int tries) {

  public Backoff {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0 || tries < 1) {
      throw new IllegalArgumentException(
          "a backoff needs 0 < first <= longest and at least one try, not "
              + ("first=" + first + ", longest=" + longest + ", tries=" + tries));
    }
  }

  /**
   * The wait before the next try: between one half and the whole of the grown delay, so that those
   * who failed together do not come back together.
   *
   * @param failures in a row so far, at least one
   * @param jitter from 0 to 1
   */
  public Duration delay(int failures, double jitter) {
    double grown =
        Math.min(first.toNanos() * Math.pow(2, failures - 1.0), (double) longest.toNanos());
    return Duration.ofNanos(Math.round(grown * (0.5 + jitter / 2)));
  }

  /** Whether that many failures in a row are one too many to ask again. */
  public boolean isExhausted(int failures) {
    return failures >= tries;
  }
}
