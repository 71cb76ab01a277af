package icws.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A run of Node's test runner, in a process of its own.
 *
 * @param directory where it runs
 * @param command what runs
 * @param environment what it is told, beside this process's own environment
 */
public record JavaScriptTest(
    Path directory, List<String> command, Map<String, String> environment) {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  public JavaScriptTest {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * Runs it to its end; fails with all that it printed unless every test in it passed.
   *
   * @param output where what it prints is kept
   */
  public void run(Path output) throws IOException, InterruptedException {
    Files.createDirectories(output.toAbsolutePath().getParent());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = await(process);
    if (!ended || process.exitValue() != 0) {
      String how = ended ? "failed" : "did not end within " + LIMIT;
      String printed = Files.readString(output);
      throw new AssertionError(String.join(" ", command) + " " + how + ":\n" + printed);
    }
  }

  private static boolean await(Process process) throws InterruptedException {
    try {
      return process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
