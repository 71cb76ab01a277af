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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The gateway's WAR on a real application server, in a process of its own with half a gigabyte of
 * heap. Which server, {@link ApplicationServer#chosen} says.
 */
public final class GatewayProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(4);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration METRIC_LIMIT = Duration.ofSeconds(20);
  private static final Duration RETRY = Duration.ofMillis(50);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /**
   * Half the processor time of a start is its second compiler's, which is of no use where nothing
   * is measured.
   */
  private static final Map<String, String> ONE_COMPILER =
      Map.of("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");

  private final Process process;
  private final ProcessLog log;
  private final int port;

  private final URI health;

  private GatewayProcess(Process process, ProcessLog log, int port, URI health) {
    this.health = health;
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /**
   * Starts a server without waiting for it, with one compiler: not for measuring.
   *
   * @param directory scratch space of this process, also for the identity unless the settings say
   *     otherwise
   * @param settings system properties for it, such as {@code icws.network}
   */
  public static GatewayProcess launch(Path directory, Map<String, String> settings)
      throws IOException {
    return launch(directory, freePort(), settings, List.of(), ONE_COMPILER);
  }

  /** As {@link #launch(Path, Map)}, on a port of the caller's choice, with all compilers. */
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
    return launch(directory, port, settings, options, Map.of());
  }

  /**
   * As {@link #launch(Path, int, Map, List)}.
   *
   * @param environment variables of its environment, besides this process's own
   */
  static GatewayProcess launch(
      Path directory,
      int port,
      Map<String, String> settings,
      List<String> options,
      Map<String, String> environment)
      throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent(
        "icws.identity.file", directory.resolve("identity").resolve("gateway.pem").toString());
    Files.createDirectories(directory);
    ApplicationServer.Prepared server =
        ApplicationServer.chosen().prepare(directory, port, all, options);
    server.process().environment().putAll(environment);
    Process process = server.process().redirectErrorStream(true).start();
    ProcessLog log =
        ProcessLog.of(process.getInputStream(), directory.resolve("gateway-" + port + ".log"));
    return new GatewayProcess(process, log, port, server.health());
  }

  /** As {@link #launch(Path, Map)}, and waits until it is ready for clients. */
  public static GatewayProcess start(Path directory, Map<String, String> settings)
      throws IOException, InterruptedException {
    return ready(launch(directory, settings));
  }

  /**
   * As {@link #start(Path, Map)}, with all compilers.
   *
   * @param options more of the server's own, such as {@code --deploy}
   */
  public static GatewayProcess start(
      Path directory, Map<String, String> settings, List<String> options)
      throws IOException, InterruptedException {
    return ready(launch(directory, freePort(), settings, options));
  }

  private static GatewayProcess ready(GatewayProcess gateway) throws InterruptedException {
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
  public URI socket(String path) {
    return URI.create("ws://127.0.0.1:" + port + path);
  }

  ProcessLog log() {
    return log;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(http(path)).GET().build(), BodyHandlers.ofString());
  }

  /** The value of one metric without labels of its own, such as {@code icws_sockets}. */
  public double metric(String name) throws IOException, InterruptedException {
    return metric(name, "");
  }

  private double metric(String name, String label) throws IOException, InterruptedException {
    return find(name, label)
        .orElseThrow(() -> new AssertionError("no metric " + name + " " + label));
  }

  private OptionalDouble find(String name, String label) throws IOException, InterruptedException {
    return get("/metrics?scope=application")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst();
  }

  /** Asks until a metric has this value; fails after a while. */
  public void awaitMetric(String name, double value) throws IOException, InterruptedException {
    awaitMetric(name, "", value, METRIC_LIMIT);
  }

  /** Asks until a metric has this value; fails after a time of the caller's. */
  public void awaitMetric(String name, double value, Duration atMost)
      throws IOException, InterruptedException {
    awaitMetric(name, "", value, atMost);
  }

  /** How many clients have come to this limit. */
  public double limitReached(String limit) throws IOException, InterruptedException {
    return metric("icws_limits_reached", "limit=\"" + limit + "\"");
  }

  /** How many signatures of clients were verified: the quick ones, or the others. */
  public double signaturesVerified(boolean quick) throws IOException, InterruptedException {
    return metric("icws_signatures_verified", "quick=\"" + quick + "\"");
  }

  /** Asks until so many clients have come to this limit; fails after a while. */
  void awaitLimitReached(String limit, double times) throws IOException, InterruptedException {
    awaitMetric("icws_limits_reached", "limit=\"" + limit + "\"", times, METRIC_LIMIT);
  }

  private void awaitMetric(String name, String label, double value, Duration atMost)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    // Ordering: a gateway is ready a moment before its metrics are registered.
    double found = find(name, label).orElse(Double.NaN);
    while (found != value) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(name + " " + label + " is " + found + ", not " + value);
      }
      pause();
      found = find(name, label).orElse(Double.NaN);
    }
  }

  /**
   * Asks until a number that the health answer tells has this value; on every server, of which some
   * put it in quotes.
   */
  public void awaitHealthNumber(String name, long value, Duration atMost)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    long found = healthNumber(name);
    while (found != value) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(name + " does not become " + value + " but " + found);
      }
      pause();
      found = healthNumber(name);
    }
  }

  /** A number that the health answer tells; -1 if it tells none. */
  public long healthNumber(String name) throws IOException, InterruptedException {
    URI ready = URI.create(health + "/ready");
    String answer =
        http.send(HttpRequest.newBuilder(ready).build(), BodyHandlers.ofString()).body();
    Matcher number = Pattern.compile("\"" + name + "\"\\s*:\\s*\"?(\\d+)").matcher(answer);
    return number.find() ? Long.parseLong(number.group(1)) : -1;
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

  /** The process of the server, as the operating system names it. */
  public long pid() {
    return process.pid();
  }

  /** Tells the server to stop, as {@code kill} does, and waits until it has; returns its status. */
  public int stop() throws InterruptedException {
    process.toHandle().destroy();
    if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the server did not stop within " + STOP_LIMIT);
    }
    return process.exitValue();
  }

  /** Stops the server's threads where they are; its sockets stay open. Not on Windows. */
  void halt() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** Lets a halted server go on. */
  void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("kill " + name + " ends with " + kill.exitValue());
    }
  }

  /** Ends the server as {@code kill -9} does: nothing of it runs any more when this returns. */
  public void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  public boolean isAlive() {
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
      URI address = URI.create(health + "/" + kind);
      return http.send(HttpRequest.newBuilder(address).GET().build(), BodyHandlers.discarding())
          .statusCode();
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
