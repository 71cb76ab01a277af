package icws.gateway;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a process prints: the latest lines kept for assertions, all copied to a file for whoever
 * looks into a failure.
 */
final class ProcessLog {
  /** Beyond so many lines the older half is forgotten: a demo may run for weeks. */
  private static final int MOST_LINES = 20_000;

  private final Object lock = new Object();

  @GuardedBy("lock")
  private final List<String> lines = new ArrayList<>();

  /** How many lines came before those kept. */
  @GuardedBy("lock")
  private int forgotten;

  @GuardedBy("lock")
  private boolean ended;

  /** Reads the stream to its end on a thread of its own. */
  static ProcessLog of(InputStream output, Path copy) {
    ProcessLog log = new ProcessLog();
    Thread reader = new Thread(() -> log.read(output, copy), "log of " + copy.getFileName());
    reader.setDaemon(true);
    reader.start();
    return log;
  }

  /** The lines so far that hold this text. */
  List<String> linesWith(String text) {
    synchronized (lock) {
      return lines.stream().filter(line -> line.contains(text)).toList();
    }
  }

  /** How many lines there have been; a mark for {@link #since}. */
  int mark() {
    synchronized (lock) {
      return forgotten + lines.size();
    }
  }

  /** The lines after a mark. */
  List<String> since(int mark) {
    synchronized (lock) {
      return List.copyOf(lines.subList(Math.max(0, mark - forgotten), lines.size()));
    }
  }

  /** Waits for a line that matches, also among those before the call. */
  String await(Predicate<String> wanted, Duration atMost) throws InterruptedException {
    return await(wanted, atMost, 0);
  }

  /** As {@link #await(Predicate, Duration)}, among the lines after a mark. */
  String await(Predicate<String> wanted, Duration atMost, int mark) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    int seen = mark;
    synchronized (lock) {
      while (true) {
        for (String line : since(seen)) {
          if (wanted.test(line)) {
            return line;
          }
        }
        seen = mark();
        long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
        if (ended || leftMillis <= 0) {
          throw new AssertionError("no such line in the log:\n" + String.join("\n", lines));
        }
        lock.wait(leftMillis);
      }
    }
  }

  private void read(InputStream output, Path copy) {
    try (BufferedReader in =
            new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
        BufferedWriter out = Files.newBufferedWriter(copy)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.write(line);
        out.newLine();
        out.flush();
        add(line);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } finally {
      synchronized (lock) {
        ended = true;
        lock.notifyAll();
      }
    }
  }

  private void add(String line) {
    synchronized (lock) {
      lines.add(line);
      if (lines.size() > MOST_LINES) {
        lines.subList(0, MOST_LINES / 2).clear();
        forgotten += MOST_LINES / 2;
      }
      lock.notifyAll();
    }
  }
}
