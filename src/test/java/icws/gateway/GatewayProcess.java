package icws.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The gateway's WAR on a real Payara Micro process, started as an operator starts it: the pre-boot
 * file of {@code server-config}, half a gigabyte of heap.
 */
public final class GatewayProcess implements AutoCloseable {
  private static final Path PRE_BOOT = Path.of("server-config/payara-micro/pre-boot.txt");
  private static final String LOOPBACK_ONLY =
      "set configs.config.server-config.network-config.network-listeners"
          + ".network-listener.%s.address=127.0.0.1";
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofMillis(50);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final Process process;
  private final ProcessLog log;
  private final int port;

  private GatewayProcess(Process process, ProcessLog log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /**
   * Starts a server without waiting for it.
   *
   * @param directory scratch space of this process, also for the identity unless the settings say
   *     otherwise
   * @param settings system properties for it, such as {@code icws.network}
   */
  public static GatewayProcess launch(Path directory, Map<String, String> settings)
      throws IOException {
    return launch(directory, freePort(), settings);
  }

  /** As {@link #launch(Path, Map)}, on a port of the caller's choice. */
  public static GatewayProcess launch(Path directory, int port, Map<String, String> settings)
      throws IOException {
    return launch(directory, port, settings, List.of());
  }

  /**
   * As {@link #launch(Path, int, Map)}.
   *
   * @param options more of the server's own, such as {@code --sslport}
   */
  static GatewayProcess launch(
      Path directory, int port, Map<String, String> settings, List<String> options)
      throws IOException {
    Path scratch = Files.createDirectories(directory.resolve("tmp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-Djava.io.tmpdir=" + scratch);
    command.add("-Dicws.identity.file=" + directory.resolve("identity").resolve("gateway.pem"));
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-jar", System.getProperty("icws.payara-micro"), "--nohazelcast"));
    command.addAll(List.of("--prebootcommandfile", preBootFile(directory).toString()));
    command.addAll(List.of("--port", Integer.toString(port)));
    command.addAll(List.of("--deploy", System.getProperty("icws.war"), "--contextroot", "/"));
    command.addAll(options);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    ProcessLog log =
        ProcessLog.of(process.getInputStream(), directory.resolve("gateway-" + port + ".log"));
    return new GatewayProcess(process, log, port);
  }

  /** The operator's pre-boot file, and that nobody outside this machine is to reach the server. */
  private static Path preBootFile(Path directory) throws IOException {
    List<String> commands = new ArrayList<>(Files.readAllLines(PRE_BOOT));
    commands.add(LOOPBACK_ONLY.formatted("http-listener"));
    commands.add(LOOPBACK_ONLY.formatted("https-listener"));
    return Files.write(directory.resolve("pre-boot.txt"), commands);
  }

  /** Starts a server and waits until it is ready for clients. */
  public static GatewayProcess start(Path directory, Map<String, String> settings)
      throws IOException, InterruptedException {
    GatewayProcess gateway = launch(directory, settings);
    try {
      gateway.awaitReady();
    } catch (AssertionError | RuntimeException | InterruptedException notReady) {
      gateway.close();
      throw notReady;
    }
    return gateway;
  }

  /** An HTTP address on this server. */
  public URI http(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** The address of the PoC protocol's WebSocket endpoint. */
  public URI socket() {
    return socket("/poc");
  }

  /** The address of a WebSocket endpoint. */
  URI socket(String path) {
    return URI.create("ws://127.0.0.1:" + port + path);
  }

  ProcessLog log() {
    return log;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(http(path)).GET().build(), BodyHandlers.ofString());
  }

  /** The value of one metric without labels of its own, such as {@code icws_sockets}. */
  double metric(String name) throws IOException, InterruptedException {
    return metric(name, "");
  }

  private double metric(String name, String label) throws IOException, InterruptedException {
    return get("/metrics?scope=application")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name + " " + label));
  }

  /** Asks until a metric has this value; fails after a while. */
  public void awaitMetric(String name, double value) throws IOException, InterruptedException {
    awaitMetric(name, "", value);
  }

  /** Asks until so many clients have come to this limit; fails after a while. */
  void awaitLimitReached(String limit, double times) throws IOException, InterruptedException {
    awaitMetric("icws_limits_reached", "limit=\"" + limit + "\"", times);
  }

  private void awaitMetric(String name, String label, double value)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    double found = metric(name, label);
    while (found != value) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(name + " " + label + " is " + found + ", not " + value);
      }
      pause();
      found = metric(name, label);
    }
  }

  /** Waits until the server is ready for clients. */
  public void awaitReady() throws InterruptedException {
    awaitHealth("ready", 200);
  }

  /** Completes when the server has ended, for whatever reason. */
  public CompletableFuture<Process> end() {
    return process.onExit();
  }

  /** Asks until {@code /health/<kind>} answers with this status; fails if the process ends. */
  void awaitHealth(String kind, int status) throws InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (healthStatus(kind) != status) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError(
            "the server is not " + kind + ":\n" + String.join("\n", log.since(0)));
      }
      pause();
    }
  }

  /** Tells the server to stop, as {@code kill} does, and waits until it has; returns its status. */
  int stop() throws InterruptedException {
    process.toHandle().destroy();
    if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the server did not stop within " + STOP_LIMIT);
    }
    return process.exitValue();
  }

  /** Ends the server as {@code kill -9} does: nothing of it runs any more when this returns. */
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.toHandle().destroy();
    try {
      process.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException stuck) {
      process.destroyForcibly();
    }
  }

  private int healthStatus(String kind) throws InterruptedException {
    try {
      return get("/health/" + kind).statusCode();
    } catch (IOException notYet) {
      return -1;
    }
  }

  // Between two questions to another process, which has no way to call back.
  private static void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
  }

  static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
