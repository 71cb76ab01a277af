package icws.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * WildFly's own distribution, each process with a copy of its {@code standalone} directory. It
 * answers {@code /health} on its management port.
 */
final class WildFly implements ApplicationServer {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public Prepared prepare(
      Path directory, int port, Map<String, String> settings, List<String> options)
      throws IOException {
    Prepared server = server(directory, port, settings, options);
    Files.copy(ApplicationServer.war(), application(directory));
    return server;
  }

  @Override
  public Empty prepareEmpty(Path directory, int port, Map<String, String> settings)
      throws IOException {
    Prepared server = server(directory, port, settings, List.of());
    return new Empty(server.process(), (process, log) -> new Scanner(application(directory), log));
  }

  private static Path application(Path directory) {
    return directory.toAbsolutePath().resolve("standalone/deployments/ROOT.war");
  }

  /** Its deployment scanner, which says by files beside the application what has become of it. */
  private record Scanner(Path application, ProcessLog log) implements Console {

    @Override
    public void awaitStart() throws InterruptedException {
      String unused = log.await(line -> line.contains("WFLYSRV0025"), PATIENCE);
    }

    @Override
    public boolean deploy(Path war) throws IOException, InterruptedException {
      Files.copy(war, application, StandardCopyOption.REPLACE_EXISTING);
      Files.createFile(marker("dodeploy"));
      return "deployed".equals(awaitMarker("deployed", "failed"));
    }

    @Override
    public void undeploy() throws IOException, InterruptedException {
      if (Files.deleteIfExists(marker("deployed"))) {
        Files.delete(marker(awaitMarker("undeployed")));
      }
      Files.deleteIfExists(marker("failed"));
      Files.delete(application);
    }

    private Path marker(String name) {
      return application.resolveSibling("ROOT.war." + name);
    }

    private String awaitMarker(String... names) throws InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < deadline) {
        for (String name : names) {
          if (Files.exists(marker(name))) {
            return name;
          }
        }
        // The scanner has no way to call back.
        TimeUnit.MILLISECONDS.sleep(50);
      }
      throw new AssertionError("the scanner does not say " + List.of(names));
    }
  }

  private static Prepared server(
      Path directory, int port, Map<String, String> settings, List<String> options)
      throws IOException {
    Path home = ApplicationServer.home().toAbsolutePath();
    Path base = directory.resolve("standalone").toAbsolutePath();
    copy(home.resolve("standalone"), base);
    int managementPort = GatewayProcess.freePort();
    List<String> command = new ArrayList<>();
    command.add(ApplicationServer.java().toString());
    command.addAll(ApplicationServer.MACHINE);
    command.addAll(ApplicationServer.properties(settings));
    command.add("-Djboss.server.base.dir=" + base);
    command.add("-Djboss.server.log.dir=" + base.resolve("log"));
    command.add("-Djboss.bind.address=127.0.0.1");
    command.add("-Djboss.bind.address.management=127.0.0.1");
    command.add("-Djboss.http.port=" + port);
    command.add("-Djboss.management.http.port=" + managementPort);
    // Nobody uses these; any free port will do.
    command.add("-Djboss.https.port=0");
    command.add("-Djboss.management.https.port=0");
    command.addAll(List.of("-jar", home.resolve("jboss-modules.jar").toString()));
    command.addAll(List.of("-mp", home.resolve("modules").toString(), "org.jboss.as.standalone"));
    command.add("-Djboss.home.dir=" + home);
    command.addAll(List.of("-c", "standalone-microprofile.xml"));
    command.addAll(options);
    return new Prepared(
        new ProcessBuilder(command), ApplicationServer.at(managementPort, "/health"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Path copied = to.resolve(from.relativize(path));
        if (Files.isDirectory(path)) {
          Files.createDirectories(copied);
        } else {
          Files.copy(path, copied);
        }
      }
    }
  }
}
