package icws.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Open Liberty, with the {@code server.xml} of {@code server-config}. */
final class OpenLiberty implements ApplicationServer {
  private static final Path SERVER_XML = Path.of("server-config/liberty/server.xml");
  private static final String SERVER = "gateway";

  @Override
  public Prepared prepare(
      Path directory, int port, Map<String, String> settings, List<String> options)
      throws IOException {
    Path home = ApplicationServer.home().toAbsolutePath();
    Path tools = home.resolve("bin/tools");
    Path user = directory.resolve("liberty").toAbsolutePath();
    Path server = Files.createDirectories(user.resolve("servers").resolve(SERVER));
    Files.copy(SERVER_XML, server.resolve("server.xml"));
    Path apps = Files.createDirectories(server.resolve("apps"));
    Files.copy(ApplicationServer.war(), apps.resolve("ic-websocket-gateway.war"));
    Files.writeString(
        server.resolve("bootstrap.properties"), "http.host=127.0.0.1\nhttp.port=" + port + "\n");
    List<String> command = new ArrayList<>();
    command.add(ApplicationServer.java().toString());
    command.addAll(ApplicationServer.MACHINE);
    command.addAll(ApplicationServer.properties(settings));
    command.add("@" + home.resolve("lib/platform/java/java9.options"));
    command.add("-javaagent:" + tools.resolve("ws-javaagent.jar"));
    command.addAll(List.of("-jar", tools.resolve("ws-server.jar").toString(), SERVER));
    command.addAll(options);
    ProcessBuilder prepared = new ProcessBuilder(command);
    prepared.environment().put("WLP_USER_DIR", user.toString());
    return new Prepared(prepared, ApplicationServer.at(port, "/health"));
  }
}
