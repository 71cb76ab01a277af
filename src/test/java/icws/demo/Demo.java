package icws.demo;

import icws.devnet.Conditions;
import icws.devnet.Devnet;
import icws.devnet.DevnetOptions;
import icws.gateway.GatewayProcess;
import icws.ic.Principal;
import icws.ic.agent.Network;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Runs the whole system on this machine: the local network with the demo canister, which has both
 * protocols, and the gateway with the demo page on Payara Micro; if wanted with the examples.
 *
 * <p>Settings are system properties: {@code icws.demo.network-port}, {@code
 * icws.demo.gateway-port}, {@code icws.demo.clock} ({@code mainnet}, for a network as far away as
 * the real one, or {@code instant}), {@code icws.demo.examples} (true or false) and {@code
 * icws.demo.examples-port}, {@code icws.demo.directory} (logs and the gateway's identity), {@code
 * icws.canisters}, and those of {@link GatewayProcess}. Ends with status 1 and a message when
 * something cannot start, else when it is interrupted.
 */
public final class Demo {
  private final PrintStream out;
  private final int networkPort;
  private final int gatewayPort;
  private final boolean withExamples;
  private final int examplesPort;
  private final Path directory;
  private final Path canister;
  private final Conditions conditions;

  private Demo(PrintStream out) {
    this.out = out;
    this.networkPort = Integer.getInteger("icws.demo.network-port", DevnetOptions.DEFAULT_PORT);
    this.gatewayPort = Integer.getInteger("icws.demo.gateway-port", 8080);
    this.withExamples = Boolean.getBoolean("icws.demo.examples");
    this.examplesPort = Integer.getInteger("icws.demo.examples-port", 8081);
    this.directory = Path.of(System.getProperty("icws.demo.directory", "target/demo"));
    this.canister = Path.of(System.getProperty("icws.canisters"), "demo.wasm");
    this.conditions = conditions(System.getProperty("icws.demo.clock", "instant"));
  }

  private static Conditions conditions(String clock) {
    try {
      return Conditions.named(clock);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("icws.demo.clock takes " + e.getMessage(), e);
    }
  }

  public static void main(String[] args) throws InterruptedException {
    try {
      new Demo(System.out).run();
      System.exit(0);
    } catch (IOException | IllegalStateException | AssertionError e) {
      System.err.println("The demo cannot run: " + e.getMessage());
      System.exit(1);
    }
  }

  private void run() throws IOException, InterruptedException {
    requireFree(networkPort, "icws.demo.network-port");
    requireFree(gatewayPort, "icws.demo.gateway-port");
    if (withExamples) {
      requireFree(examplesPort, "icws.demo.examples-port");
    }
    out.println("Starting the local network, and the demo canister on it");
    Devnet network = Devnet.start(options());
    Principal id = network.install(canister, Devnet.NO_ARGUMENTS);
    out.println("Canister " + id + ", of both protocols, runs on " + network.url());
    out.println("Starting the gateway on Payara Micro (its log is in " + directory + ")");
    GatewayProcess gateway = GatewayProcess.launch(directory, gatewayPort, settings(network, id));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway, network)));
    gateway.awaitReady();
    out.println("Ready: open " + gateway.http("/") + " in two tabs. Ctrl-C stops everything.");
    out.println("The page speaks the PoC protocol; for protocol v1 choose it there, or open");
    out.println("  " + gateway.http("/?protocol=v1"));
    if (withExamples) {
      startExamples(network, gateway);
    }
    CompletableFuture.anyOf(gateway.end(), parentEnd()).join();
    if (gateway.end().isDone()) {
      throw new IllegalStateException("the gateway ended; its log says why");
    }
  }

  private DevnetOptions options() {
    return DevnetOptions.defaults().port(networkPort).printed(this::print).conditions(conditions);
  }

  /** They end with this process. */
  private void startExamples(Devnet network, GatewayProcess gateway) throws IOException {
    Examples examples =
        Examples.start(
            examplesPort,
            new Network(network.url(), network.rootKeyDer()),
            wasm -> network.install(wasm, Devnet.NO_ARGUMENTS),
            gateway.socket());
    out.println("The examples, each to be opened in two tabs:");
    Examples.NAMES.forEach(name -> out.println("  " + examples.page(name)));
  }

  private static Map<String, String> settings(Devnet network, Principal canister) {
    return Map.of(
        "icws.network", "custom",
        "icws.network.url", network.url().toString(),
        "icws.network.root-key", network.rootKeyDer().hex(),
        "icws.demo.canister", canister.toString());
  }

  private void print(Principal canister, String text) {
    out.println("[" + canister + "] " + text);
  }

  private static void stop(GatewayProcess gateway, Devnet network) {
    gateway.close();
    network.close();
  }

  /** Whoever started the demo may be killed without a word to it; it must not outlive them. */
  private static CompletableFuture<ProcessHandle> parentEnd() {
    return ProcessHandle.current()
        .parent()
        .map(ProcessHandle::onExit)
        .orElseGet(CompletableFuture::new);
  }

  private static void requireFree(int port, String setting) {
    try {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    } catch (IOException e) {
      throw new IllegalStateException(
          "port " + port + " is in use; stop what uses it or choose another with -D" + setting, e);
    }
  }
}
