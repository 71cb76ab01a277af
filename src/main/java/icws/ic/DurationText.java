package icws.ic;

import java.time.Duration;

/** Durations in messages, as people write them: {@code 500ms}, {@code 90s}, {@code 24h}. */
public final class DurationText {
  private static final Duration TWO_MINUTES = Duration.ofMinutes(2);
  private static final long NANOS_PER_MILLI = 1_000_000;

  private DurationText() {}

  /** One number and its unit, nothing rounded; what is finer than that as ISO 8601 has it. */
  public static String of(Duration duration) {
    if (duration.toNanosPart() % NANOS_PER_MILLI != 0) {
      return duration.toString();
    }
    return duration.toMillisPart() == 0 ? whole(duration) : duration.toMillis() + "ms";
  }

  private static String whole(Duration duration) {
    if (duration.compareTo(TWO_MINUTES) < 0 || duration.toSecondsPart() != 0) {
      return duration.toSeconds() + "s";
    }
    boolean hours = duration.toMinutesPart() == 0;
    return hours ? duration.toHours() + "h" : duration.toMinutes() + "m";
  }
}
