package icws.gateway.log;

import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.logging.Filter;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Samples what the server itself logs about requests that it does not understand.
 *
 * <p>Some servers write a stack trace for each: whoever sends {@code GET /%} a thousand times a
 * second fills a disk, and no filter of the application is asked before. So those loggers that are
 * known to do so get a filter, as {@code java.util.logging} has them. Where a server logs
 * otherwise, nothing changes.
 */
public final class ServerLog implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ServerLog.class.getName());

  /**
   * Open Liberty's loggers keep the class that first asked for them; and it writes no such lines.
   */
  private static final String LIBERTY = "com.ibm.ws.";

  /** Of Payara and GlassFish, then of WildFly. */
  private static final List<String> LOGGERS =
      List.of(
          "jakarta.enterprise.web",
          "jakarta.enterprise.web.core",
          "websocket",
          "org.glassfish.grizzly.filterchain.DefaultFilterChain",
          "org.glassfish.grizzly.http.util.Parameters",
          "org.glassfish.tyrus.servlet.TyrusServletWriter",
          "org.jboss.weld.Context",
          "org.jboss.weld.Conversation",
          "org.jboss.weld.Servlet",
          "io.undertow.request");

  private final List<Sampler> samplers;

  private ServerLog(List<Sampler> samplers) {
    this.samplers = samplers;
  }

  /**
   * Begins to sample.
   *
   * @param log has a kind for each of the server's loggers
   */
  public static ServerLog sample(SampledLog log) {
    boolean liberty = LogManager.getLogManager().getClass().getName().startsWith(LIBERTY);
    List<Sampler> samplers =
        (liberty ? List.<String>of() : LOGGERS)
            .stream().map(name -> new Sampler(Logger.getLogger(name), log)).toList();
    samplers.forEach(Sampler::begin);
    return new ServerLog(samplers);
  }

  /** Gives the loggers the filters back that they had. */
  @Override
  public void close() {
    samplers.forEach(Sampler::end);
  }

  /** Lets some records of one logger pass, their words made printable. */
  private static final class Sampler implements Filter {
    /** Held, since one that nobody holds is made anew, without its filter. */
    private final Logger logger;

    private final @Nullable Filter before;
    private final SampledLog log;

    Sampler(Logger logger, SampledLog log) {
      this.logger = logger;
      this.before = logger.getFilter();
      this.log = log;
    }

    void begin() {
      logger.setFilter(this);
    }

    void end() {
      logger.setFilter(before);
    }

    @Override
    public boolean isLoggable(LogRecord line) {
      if (before != null && !before.isLoggable(line)) {
        return false;
      }
      OptionalLong leftOut = log.take(logger.getName(), "", line.getThrown() != null);
      if (leftOut.isEmpty()) {
        return false;
      }
      if (leftOut.getAsLong() > 0) {
        LOG.log(
            Level.INFO,
            "{0} lines of the server''s {1} were left out, which came too fast;"
                + " icws.server.log-sampling=false has them all",
            Long.toString(leftOut.getAsLong()),
            logger.getName());
      }
      makePrintable(line);
      return true;
    }

    private static void makePrintable(LogRecord line) {
      if (line.getThrown() != null) {
        line.setThrown(PrintableFault.of(line.getThrown()));
      }
      if (line.getMessage() != null) {
        line.setMessage(
            line.getMessage()
                .lines()
                .map(text -> Printable.line(text, SampledLog.MAX_CHARS))
                .collect(Collectors.joining("\n")));
      }
      if (line.getParameters() != null) {
        line.setParameters(
            Arrays.stream(line.getParameters())
                .map(each -> each instanceof String text ? Printable.line(text) : each)
                .toArray());
      }
    }
  }
}
