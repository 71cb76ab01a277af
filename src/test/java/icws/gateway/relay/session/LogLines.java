package icws.gateway.relay.session;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The warnings and errors of the gateway, from construction to {@link #close}. */
public final class LogLines extends Handler implements AutoCloseable {

  private final Logger logger = Logger.getLogger("icws.gateway");
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();

  public LogLines() {
    setFormatter(new SimpleFormatter());
    logger.addHandler(this);
    logger.setUseParentHandlers(false);
  }

  public List<String> lines() {
    return lines;
  }

  /** What was thrown, as it is shown in front of its stack trace. */
  public List<String> faults() {
    return faults;
  }

  @Override
  public void publish(LogRecord line) {
    if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
      lines.add(getFormatter().formatMessage(line));
      if (line.getThrown() != null) {
        faults.add(line.getThrown().toString());
      }
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
