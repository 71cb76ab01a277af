package icws.gateway.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lines of the log that strangers can cause, at a pace that is ours: of each kind {@link #BURST} at
 * once and one a second in the long run. The next one that is written says how many were not.
 *
 * <p>A kind is a logger and a format, and formats are constants of the code: there are as many
 * kinds as there are places that log. What is put into a format is made {@link Printable} and cut
 * to {@value #MAX_CHARS} characters. Thread-safe.
 */
public final class SampledLog {

  /** How many lines of one kind may come at once, after a time of silence. */
  public static final int BURST = 100;

  /** A stack trace is about as long as so many lines. */
  private static final int TRACE_LINES = 20;

  static final int MAX_CHARS = 300;

  private static final long LINE_NANOS = Duration.ofSeconds(1).toNanos();

  private record Kind(String logger, String format) {}

  private final LongSupplier nanoClock;
  private final ConcurrentMap<Kind, Bucket> buckets = new ConcurrentHashMap<>();

  /**
   * @param nanoClock as {@link System#nanoTime}
   */
  public SampledLog(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Writes a line, or counts it.
   *
   * @param format as {@link MessageFormat} has it; always the same for lines of one kind
   * @param parameters shown as their own texts
   */
  public void log(Logger logger, Level level, String format, @Nullable Object... parameters) {
    if (logger.isLoggable(level)) {
      take(logger.getName(), format, false)
          .ifPresent(leftOut -> logger.log(level, text(format, parameters, leftOut)));
    }
  }

  /**
   * As {@link #log}, at the level of errors, with the stack trace of what went wrong.
   *
   * @param fault null if nothing is known of it
   */
  public void fault(
      Logger logger, @Nullable Throwable fault, String format, @Nullable Object... parameters) {
    if (logger.isLoggable(Level.ERROR)) {
      take(logger.getName(), format, true)
          .ifPresent(
              leftOut ->
                  logger.log(
                      Level.ERROR,
                      text(format, parameters, leftOut),
                      fault == null ? null : PrintableFault.of(fault)));
    }
  }

  /**
   * Takes the room of a line.
   *
   * @param hasTrace whether a stack trace follows
   * @return how many lines of this kind were left out since the last; empty if this one is left out
   */
  OptionalLong take(String logger, String format, boolean hasTrace) {
    long now = nanoClock.getAsLong();
    return buckets
        .computeIfAbsent(new Kind(logger, format), any -> new Bucket(now))
        .take(now, hasTrace ? TRACE_LINES : 1);
  }

  private static String text(String format, @Nullable Object[] parameters, long leftOut) {
    Object[] printable =
        Arrays.stream(parameters)
            .map(parameter -> Printable.line(String.valueOf(parameter), MAX_CHARS))
            .toArray();
    String text = MessageFormat.format(format, printable);
    return leftOut == 0 ? text : text + " ... and " + leftOut + " more like this";
  }

  /** The lines of one kind, as the time at which it may burst again. */
  private static final class Bucket {
    @GuardedBy("this")
    private long fullAtNanos;

    @GuardedBy("this")
    private long leftOut;

    Bucket(long nowNanos) {
      this.fullAtNanos = nowNanos;
    }

    synchronized OptionalLong take(long nowNanos, int lines) {
      long missingNanos = Math.max(0, fullAtNanos - nowNanos) + lines * LINE_NANOS;
      if (missingNanos > BURST * LINE_NANOS) {
        leftOut++;
        return OptionalLong.empty();
      }
      fullAtNanos = nowNanos + missingNanos;
      long told = leftOut;
      leftOut = 0;
      return OptionalLong.of(told);
    }
  }
}
