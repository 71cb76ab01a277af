package icws.gateway.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, to be written with its stack trace: words of strangers in it made printable, and
 * no longer than it helps.
 */
final class PrintableFault extends Throwable {
  private static final long serialVersionUID = 1;
  private static final int MOST_FRAMES = 40;
  private static final int MOST_CAUSES = 5;

  private final String text;

  private PrintableFault(Throwable fault, @Nullable Throwable cause) {
    super(null, cause, false, true);
    this.text = Printable.line(fault.toString(), SampledLog.MAX_CHARS);
    StackTraceElement[] trace = fault.getStackTrace();
    setStackTrace(Arrays.copyOf(trace, Math.min(trace.length, MOST_FRAMES)));
  }

  static PrintableFault of(Throwable fault) {
    return of(fault, MOST_CAUSES);
  }

  private static PrintableFault of(Throwable fault, int causes) {
    Throwable cause = causes == 0 ? null : fault.getCause();
    return new PrintableFault(fault, cause == null ? null : of(cause, causes - 1));
  }

  /** The original's, its class included. */
  @Override
  @SuppressWarnings("OverrideThrowableToString")
  public String toString() {
    return text;
  }
}
