package icws.artifacts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code java -jar} of a devnet's jar, which knows nothing of this project's folders. */
final class DevnetProcess implements AutoCloseable {
  private static final String READY = "Devnet ready at ";
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final BufferedReader output;

  /**
   * Starts it.
   *
   * @param directory where it runs
   */
  DevnetProcess(Path jar, Path directory, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(List.of(arguments));
    process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Waits until it is ready, and answers where. */
  URI url() throws IOException {
    List<String> seen = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      seen.add(line);
      if (line.startsWith(READY)) {
        return URI.create(line.substring(READY.length()));
      }
    }
    throw new AssertionError("it ended: " + seen);
  }

  /** All that it prints until it ends by itself. */
  String printed() throws IOException {
    return String.join("\n", output.lines().toList());
  }

  /** Its exit status, when it has ended. */
  int exitValue() throws InterruptedException {
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not end");
    return process.exitValue();
  }

  /** Tells it to stop, as Ctrl-C does. */
  void stop() {
    process.destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
