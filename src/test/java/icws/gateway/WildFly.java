package icws.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * WildFly's own distribution, each process with a copy of its {@code standalone} directory. It
 * answers {@code /health} on its management port.
 */
final class WildFly implements ApplicationServer {

  @Override
  public Prepared prepare(
      Path directory, int port, Map<String, String> settings, List<String> options)
      throws IOException {
    Path home = ApplicationServer.home().toAbsolutePath();
    Path base = directory.resolve("standalone").toAbsolutePath();
    copy(home.resolve("standalone"), base);
    Files.copy(ApplicationServer.war(), base.resolve("deployments").resolve("ROOT.war"));
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
