package icws.load;

import icws.client.GatewayClient;
import icws.client.GatewaySocket;
import icws.client.PocClient;
import icws.client.V1Client;
import icws.devnet.DevnetOptions;
import icws.devnet.http.ObservedRequest;
import icws.gateway.DeafSocket;
import icws.gateway.GatewayProcess;
import icws.gateway.LocalNetwork;
import icws.ic.Principal;
import icws.ic.agent.HttpLimits;
import icws.ic.candid.Candid;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;

/**
 * A network with one demo canister and a gateway process of its own: what is measured belongs to
 * this load alone. Thread-safe.
 */
final class Stage implements AutoCloseable {
  /** How long a client waits for what must come, on a machine that is busy with all of them. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String RUDE_ADDRESS = "203.0.113.1";

  private final HttpClient http = HttpClient.newHttpClient();
  private final LocalNetwork network =
      LocalNetwork.start(DevnetOptions.defaults().port(0).maxMemoryMegabytes(512));
  private final Principal canister;
  private final GatewayProcess gateway;
  private final AtomicInteger sockets = new AtomicInteger();
  private final LongAdder opens = new LongAdder();
  private final LongAdder closes = new LongAdder();
  private final LongAdder messages = new LongAdder();

  /**
   * Starts the gateway and waits until it is ready.
   *
   * @param settings beyond those that say which network it is for
   */
  Stage(Map<String, String> settings) throws IOException, InterruptedException {
    this(settings, network -> network);
  }

  /**
   * As {@link #Stage(Map)}, with something between the gateway and its network.
   *
   * @param way takes the network's address and answers what the gateway takes for it
   */
  Stage(Map<String, String> settings, UnaryOperator<URI> way)
      throws IOException, InterruptedException {
    try {
      canister = network.installDemo();
      gateway = GatewayProcess.start(directory(), withNetwork(settings, way), List.of());
    } catch (AssertionError | IOException | RuntimeException | InterruptedException failure) {
      network.close();
      throw failure;
    }
  }

  private static Path directory() throws IOException {
    return Files.createTempDirectory(
        Files.createDirectories(Path.of("target").toAbsolutePath()), "load");
  }

  private Map<String, String> withNetwork(Map<String, String> settings, UnaryOperator<URI> way) {
    Map<String, String> all = network.settings(settings);
    // What is measured is the gateway, not the number of requests that a real network allows.
    all.putIfAbsent("icws.network.requests-per-second", Integer.toString(HttpLimits.UNLIMITED));
    all.put("icws.network.url", way.apply(network.url()).toString());
    return all;
  }

  GatewayProcess gateway() {
    return gateway;
  }

  LocalNetwork network() {
    return network;
  }

  Principal canister() {
    return canister;
  }

  /** A socket on which nothing has been said; each has an address of its own, behind a proxy. */
  GatewaySocket socket(Protocol protocol) {
    int number = sockets.incrementAndGet();
    return GatewaySocket.connect(
        http,
        gateway.socket(protocol.path()),
        "X-Forwarded-For",
        "198.18." + number / 256 % 256 + "." + number % 256);
  }

  /** A socket whose owner never reads; all of them have one address. */
  DeafSocket deafSocket(Protocol protocol) throws IOException {
    return new DeafSocket(gateway.socket(protocol.path()), RUDE_ADDRESS);
  }

  /** A new client, known to the canister where the protocol wants that, on no socket yet. */
  GatewayClient stranger(Protocol protocol) {
    return protocol == Protocol.POC ? network.register(canister) : network.clientV1(canister);
  }

  /** A new client that the canister has greeted. */
  GatewayClient join(Protocol protocol) {
    GatewayClient client = stranger(protocol);
    client.open(socket(protocol));
    String greeting = client.next().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (!greeting.equals("ping")) {
      throw new AssertionError("greeted with " + greeting);
    }
    return client;
  }

  /**
   * What a client says first, on a socket that it does not read.
   *
   * @param neighbour has heard the gateway's name
   */
  static byte[] firstFrame(GatewayClient client, V1Client neighbour) {
    if (client instanceof PocClient poc) {
      return poc.firstFrame();
    }
    return ((V1Client) client).firstFrame(neighbour.gateway().join());
  }

  /** How often the canister has been told that a client opens; see {@link #countCalls}. */
  long opens() {
    return opens.sum();
  }

  /** How often the canister has been told that a client has gone; see {@link #countCalls}. */
  long closes() {
    return closes.sum();
  }

  /** How many messages have come to the canister; see {@link #countCalls}. */
  long messages() {
    return messages.sum();
  }

  /** Counts what has reached the canister since the last count, which the network then forgets. */
  void countCalls() {
    for (ObservedRequest request : network.requests().drain()) {
      if (request.method().equals("ws_open")) {
        opens.increment();
      } else if (request.method().equals("ws_close")) {
        closes.increment();
      } else if (request.method().equals("ws_message")) {
        messages.increment();
      } else if (request.method().equals("ws_messages")) {
        messages.add(Candid.decode(request.argument()).get(0).asVec().size());
      }
    }
  }

  @Override
  public void close() {
    gateway.close();
    network.close();
  }
}
