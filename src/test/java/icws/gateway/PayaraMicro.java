package icws.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Payara Micro, from its one file. */
final class PayaraMicro implements ApplicationServer {
  private static final Path PRE_BOOT = Path.of("server-config/payara-micro/pre-boot.txt");
  private static final String LOOPBACK_ONLY =
      "set configs.config.server-config.network-config.network-listeners"
          + ".network-listener.%s.address=127.0.0.1";

  @Override
  public Prepared prepare(
      Path directory, int port, Map<String, String> settings, List<String> options)
      throws IOException {
    List<String> command = machine(directory, settings);
    command.addAll(List.of("-jar", System.getProperty("icws.payara-micro")));
    command.addAll(ownOptions(directory, port));
    command.addAll(List.of("--deploy", ApplicationServer.war().toString(), "--contextroot", "/"));
    command.addAll(options);
    return new Prepared(new ProcessBuilder(command), ApplicationServer.at(port, "/health"));
  }

  @Override
  public Empty prepareEmpty(Path directory, int port, Map<String, String> settings)
      throws IOException {
    List<String> command = machine(directory, settings);
    command.addAll(MicroConsole.command(directory.resolve("console")));
    command.addAll(ownOptions(directory, port));
    return new Empty(new ProcessBuilder(command), MicroConsole::of);
  }

  private static List<String> machine(Path directory, Map<String, String> settings)
      throws IOException {
    Path scratch = Files.createDirectories(directory.resolve("tmp"));
    List<String> command = new ArrayList<>();
    command.add(ApplicationServer.java().toString());
    command.addAll(ApplicationServer.MACHINE);
    command.add("-Djava.io.tmpdir=" + scratch);
    command.addAll(ApplicationServer.properties(settings));
    return command;
  }

  /** With an empty root directory: what an earlier run left there would be deployed first. */
  private static List<String> ownOptions(Path directory, int port) throws IOException {
    return List.of(
        "--nohazelcast",
        "--rootDir",
        Files.createTempDirectory(directory, "payara").toString(),
        "--prebootcommandfile",
        preBootFile(directory).toString(),
        "--port",
        Integer.toString(port));
  }

  /** The operator's pre-boot file, and that nobody outside this machine is to reach the server. */
  private static Path preBootFile(Path directory) throws IOException {
    List<String> commands = new ArrayList<>(Files.readAllLines(PRE_BOOT));
    commands.add(LOOPBACK_ONLY.formatted("http-listener"));
    commands.add(LOOPBACK_ONLY.formatted("https-listener"));
    return Files.write(directory.resolve("pre-boot.txt"), commands);
  }
}
