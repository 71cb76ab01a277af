package icws.gateway.relay;

import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait before asking again after failures in a row, and when to give up.
 *
 * @param first the longest wait after the first failure; it doubles with each further one
 * @param longest the limit of the growth
 * @param patience how long after the first failure to go on asking; the last try is made at its end
 */
public record RetryPolicy(Duration first, Duration longest, Duration patience) {

  public RetryPolicy {
    if (first.isNegative()
        || first.isZero()
        || longest.compareTo(first) < 0
        || patience.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "a retry policy needs 0 < first <= longest and first <= patience, not "
              + ("first=" + first + ", longest=" + longest + ", patience=" + patience));
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

  /**
   * As {@link #delay(int, double)}, within the patience.
   *
   * @param since the time since the first of the failures
   * @return empty if the patience is spent
   */
  public Optional<Duration> delay(int failures, Duration since, double jitter) {
    Duration left = patience.minus(since);
    if (left.isNegative() || left.isZero()) {
      return Optional.empty();
    }
    Duration delay = delay(failures, jitter);
    return Optional.of(delay.compareTo(left) < 0 ? delay : left);
  }
}
