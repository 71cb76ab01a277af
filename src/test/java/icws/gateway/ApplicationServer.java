package icws.gateway;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * A kind of application server that the gateway's WAR runs on: how a process of it is started as an
 * operator starts it, with the files of {@code server-config}, on loopback only.
 */
interface ApplicationServer {

  /** What every start line of {@code server-config} tells the Java machine. */
  List<String> MACHINE =
      List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED");

  /** The kind that the system property {@code icws.server} names; Payara Micro if none does. */
  static ApplicationServer chosen() {
    String name = System.getProperty("icws.server", "payara-micro");
    return switch (name) {
      case "payara-micro" -> new PayaraMicro();
      case "wildfly" -> new WildFly();
      case "liberty" -> new OpenLiberty();
      default -> throw new IllegalArgumentException("no such server: icws.server=" + name);
    };
  }

  /**
   * A server that is not started yet.
   *
   * @param process what starts it
   * @param health where it will answer MicroProfile's {@code /health}
   */
  record Prepared(ProcessBuilder process, URI health) {}

  /**
   * Prepares a server.
   *
   * @param directory scratch space of this process
   * @param port where it is to answer HTTP
   * @param settings system properties for it, such as {@code icws.network}
   * @param options more of the server's own
   */
  Prepared prepare(Path directory, int port, Map<String, String> settings, List<String> options)
      throws IOException;

  /**
   * A server that is not started yet and has no application.
   *
   * @param process what starts it
   * @param console the way of applications to it, once its process runs and prints to a log
   */
  record Empty(ProcessBuilder process, BiFunction<Process, ProcessLog, Console> console) {}

  /** The way of applications to a server that runs, and from it, as its operators have it. */
  interface Console {

    /** Waits until applications may come. */
    void awaitStart() throws InterruptedException;

    /**
     * Deploys an application at the context root.
     *
     * @return whether the server says that it has
     */
    boolean deploy(Path war) throws IOException, InterruptedException;

    /** Takes it away again, also one that could not be deployed. */
    void undeploy() throws IOException, InterruptedException;
  }

  /** As {@link #prepare}, without an application. */
  Empty prepareEmpty(Path directory, int port, Map<String, String> settings) throws IOException;

  /** An address of a server on this machine. */
  static URI at(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** The WAR under test. */
  static Path war() {
    return Path.of(System.getProperty("icws.war"));
  }

  /** The Java that runs this test. */
  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** Where an installation that the build unpacked is. */
  static Path home() {
    return Path.of(System.getProperty("icws.server.home"));
  }

  /** Options of the Java machine, as an operator gives them. */
  static List<String> properties(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
        .sorted()
        .toList();
  }
}
