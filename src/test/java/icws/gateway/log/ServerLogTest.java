package icws.gateway.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerLogTest {
  private static final String NAME = "jakarta.enterprise.web.core";

  private final Logger server = Logger.getLogger(NAME);
  private final Logger other = Logger.getLogger("jakarta.enterprise.other");
  private final List<String> lines = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final SampledLog log = new SampledLog(nanos::get);
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(new SimpleFormatter().format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    for (Logger each : List.of(server, other)) {
      each.addHandler(handler);
      each.setUseParentHandlers(false);
    }
  }

  @AfterEach
  void listenNoMore() {
    for (Logger each : List.of(server, other)) {
      each.removeHandler(handler);
      each.setUseParentHandlers(true);
      each.setFilter(null);
    }
  }

  @Test
  void whatTheServerSaysOfEachRequestIsSampledAndNothingElse() {
    ServerLog sampled = ServerLog.sample(log);
    for (int i = 0; i < 1_000; i++) {
      server.log(Level.SEVERE, "An exception", new IllegalStateException("GET /%"));
      other.log(Level.SEVERE, "another");
    }
    assertEquals(1_000, lines.stream().filter(line -> line.contains("another")).count());
    assertEquals(5, lines.stream().filter(line -> line.contains("An exception")).count());
    assertTrue(lines.stream().anyMatch(line -> line.contains("IllegalStateException: GET /%")));
    sampled.close();
    server.log(Level.SEVERE, "as before");
    assertTrue(lines.get(lines.size() - 1).contains("as before"));
  }

  @Test
  void whatAStrangerWroteIsPrintable() {
    ServerLog sampled = ServerLog.sample(log);
    String text = "\u009b2J\u0085" + Unseen.text();
    server.log(Level.WARNING, "raw " + text.replace("\n", "") + "\nsecond line");
    server.log(Level.WARNING, "parameter {0}", text);
    server.log(Level.WARNING, "thrown", new IllegalStateException(text));
    sampled.close();
    String all = String.join("", lines);
    assertTrue(all.contains("second line") && all.contains("parameter"), all);
    all.lines()
        .map(line -> line.replace("\t", ""))
        .forEach(line -> assertEquals(Printable.line(line), line));
  }

  @Test
  void aFilterThatIsThereAlreadyIsAskedFirstAndPutBack() {
    Filter before = line -> !line.getMessage().equals("unwanted");
    server.setFilter(before);
    ServerLog sampled = ServerLog.sample(log);
    server.warning("unwanted");
    server.warning("wanted");
    sampled.close();
    assertEquals(1, lines.size());
    assertSame(before, server.getFilter());
  }
}
