package icws.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Open Liberty, with the {@code server.xml} of {@code server-config}. */
final class OpenLiberty implements ApplicationServer {
  private static final Path SERVER_XML = Path.of("server-config/liberty/server.xml");
  private static final String SERVER = "gateway";
  private static final String WAR = "ic-websocket-gateway.war";
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
    return new Empty(
        server.process(), (process, log) -> new FileMonitor(application(directory), log));
  }

  private static Path application(Path directory) {
    return user(directory).resolve("servers").resolve(SERVER).resolve("apps").resolve(WAR);
  }

  private static Path user(Path directory) {
    return directory.resolve("liberty").toAbsolutePath();
  }

  /** It looks whether the file of an application comes and goes, and says so in its log. */
  private record FileMonitor(Path application, ProcessLog log) implements Console {

    @Override
    public void awaitStart() throws InterruptedException {
      String unused = log.await(line -> line.contains("CWWKF0011I"), PATIENCE);
    }

    @Override
    public boolean deploy(Path war) throws IOException, InterruptedException {
      int mark = log.mark();
      Path copy = application.resolveSibling("coming");
      Files.copy(war, copy);
      Files.move(copy, application);
      String come = log.await(FileMonitor::hasCome, PATIENCE, mark);
      return come.contains("CWWKZ0001I") || come.contains("CWWKZ0003I");
    }

    /** Started, updated; could not be started or updated; an exception while it was. */
    private static boolean hasCome(String line) {
      return Stream.of(
              "CWWKZ0001I", "CWWKZ0003I", "CWWKZ0012I", "CWWKZ0020I", "CWWKZ0002E", "CWWKZ0004E")
          .anyMatch(line::contains);
    }

    @Override
    public void undeploy() throws IOException, InterruptedException {
      int mark = log.mark();
      Files.delete(application);
      // It says that it has stopped, if it had started, and then that there is none.
      String unused = log.await(line -> line.contains("CWWKZ0014W"), PATIENCE, mark);
    }
  }

  private static Prepared server(
      Path directory, int port, Map<String, String> settings, List<String> options)
      throws IOException {
    Path home = ApplicationServer.home().toAbsolutePath();
    Path tools = home.resolve("bin/tools");
    Path user = user(directory);
    Path server = Files.createDirectories(user.resolve("servers").resolve(SERVER));
    Files.copy(SERVER_XML, server.resolve("server.xml"));
    Files.createDirectories(server.resolve("apps"));
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
