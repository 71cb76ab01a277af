package icws.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.demo.Examples;
import icws.gateway.LiveSystem;
import icws.ic.agent.Network;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example in Java, as its users run it: from its source, beside each other. */
@ExtendWith(LiveSystem.Shared.class)
class ChatConsoleIT {
  private static final Path SOURCE = Path.of("src", "examples", "chat", "ChatConsole.java");
  private static final int PATIENCE_SECONDS = 60;

  @Test
  void linesTypedInOneTerminalAppearInTheOther(LiveSystem system) throws Exception {
    Network network = new Network(system.network().url(), system.network().rootKey());
    try (Examples examples =
            Examples.start(0, network, system.network()::install, system.gateway().socket());
        Console ada = new Console(examples, "Ada")) {
      assertEquals("Ada: is here", ada.next());
      try (Console bob = new Console(examples, "Bob")) {
        assertEquals("Bob: is here", ada.next());
        assertEquals("Bob: is here", bob.next());
        ada.type("zwei Wörter");
        assertEquals("Ada: zwei Wörter", bob.next());
        assertEquals("Ada: zwei Wörter", ada.next());
        bob.leave();
        assertEquals("Disconnected: closed: 1000", bob.next());
      }
      assertEquals("Bob: has left", ada.next());
      ada.leave();
    }
    system.gateway().awaitMetric("icws_sockets", 0);
  }

  /** A process with its terminal. */
  private static final class Console implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    Console(Examples examples, String name) throws IOException {
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Dfile.encoding=UTF-8",
              "-Dstdout.encoding=UTF-8",
              "-cp",
              System.getProperty("java.class.path"),
              SOURCE.toString(),
              examples.page("chat").resolve("settings.json").toString(),
              "lobby",
              name);
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      lines = process.inputReader(StandardCharsets.UTF_8);
    }

    void type(String line) throws IOException {
      process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
    }

    /** The next line that it shows. */
    String next() throws Exception {
      return CompletableFuture.supplyAsync(this::line).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private String line() {
      try {
        return String.valueOf(lines.readLine());
      } catch (IOException gone) {
        throw new UncheckedIOException(gone);
      }
    }

    void leave() throws Exception {
      process.outputWriter(StandardCharsets.UTF_8).close();
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue());
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
