package icws.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server that lives while applications come and go, and what its Java machine has of them. */
final class LivingServer implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  /** Has a collection of garbage take also what would stay while there is memory enough. */
  private static final String NOTHING_SOFT =
      "-XX:SoftRefLRUPolicyMSPerMB=0 -XX:TieredStopAtLevel=1";

  private final Process process;
  private final ProcessLog log;
  private final ApplicationServer.Console console;
  private final int port;

  private LivingServer(
      Process process, ProcessLog log, ApplicationServer.Console console, int port) {
    this.process = process;
    this.log = log;
    this.console = console;
    this.port = port;
  }

  /** Starts the chosen server without an application. */
  static LivingServer start(Path directory, Map<String, String> settings)
      throws IOException, InterruptedException {
    int port = GatewayProcess.freePort();
    Files.createDirectories(directory);
    ApplicationServer.Empty server =
        ApplicationServer.chosen().prepareEmpty(directory, port, settings);
    ProcessBuilder starting = server.process().redirectErrorStream(true);
    starting.environment().put("JDK_JAVA_OPTIONS", NOTHING_SOFT);
    Process process = starting.start();
    ProcessLog log = ProcessLog.of(process.getInputStream(), directory.resolve("server.log"));
    LivingServer living =
        new LivingServer(process, log, server.console().apply(process, log), port);
    try {
      living.console.awaitStart();
    } catch (AssertionError | InterruptedException notStarted) {
      living.close();
      throw notStarted;
    }
    return living;
  }

  /** Answers whether the server says that it has deployed it. */
  boolean deploy(Path war) throws IOException, InterruptedException {
    return console.deploy(war);
  }

  void undeploy() throws IOException, InterruptedException {
    console.undeploy();
  }

  ProcessLog log() {
    return log;
  }

  int port() {
    return port;
  }

  /** Has it collect its garbage, to the last of it. */
  void collect() throws IOException, InterruptedException {
    for (int i = 0; i < 3; i++) {
      String unused = ask("GC.run");
    }
  }

  /** How many class loaders have loaded a class of this name and are still there. */
  long loadersOf(String className) throws IOException, InterruptedException {
    Matcher found =
        Pattern.compile("(?m)^[ |+-]*" + Pattern.quote(className) + "$")
            .matcher(ask("VM.classloaders", "show-classes=true"));
    return found.results().count();
  }

  /** The names of its threads. */
  List<String> threads() throws IOException, InterruptedException {
    return Pattern.compile("(?m)^\"([^\"]*)\"")
        .matcher(ask("Thread.print"))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  /** The files that it has open below a directory; known on Linux alone. */
  List<Path> openFiles(Path below) throws IOException {
    Path descriptors = Path.of("/proc/" + process.pid() + "/fd");
    if (Files.notExists(descriptors)) {
      return List.of();
    }
    try (Stream<Path> links = Files.list(descriptors)) {
      return links
          .map(LivingServer::target)
          .filter(Objects::nonNull)
          .filter(target -> target.startsWith(below))
          .toList();
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException closedMeanwhile) {
      return link;
    }
  }

  private String ask(String... command) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    ProcessBuilder question = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()));
    question.command().addAll(List.of(command));
    Process asked = question.redirectErrorStream(true).start();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    asked.getInputStream().transferTo(answer);
    if (asked.waitFor() != 0) {
      throw new UncheckedIOException(new IOException(answer.toString(StandardCharsets.UTF_8)));
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
