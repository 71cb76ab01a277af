package icws.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewayClient;
import icws.client.GatewaySocket;
import icws.client.PocClient;
import icws.client.V1Client;
import icws.gateway.Closings;
import icws.gateway.Closings.Closing;
import icws.gateway.GatewayProcess;
import icws.gateway.LocalNetwork;
import icws.ic.Principal;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway that is killed under a hundred clients and started again, over and over: each time its
 * canisters are told of all of them within seconds, and the clients come back.
 *
 * <p>{@code -Dicws.crash-rounds=3} makes it three rounds instead of twenty.
 */
@Tag("soak")
@EnabledOnOs(OS.LINUX)
@Tag("load")
class CrashSoakIT {
  private static final int ROUNDS = Integer.getInteger("icws.crash-rounds", 20);
  private static final int CLIENTS = 100;

  /** From the gateway's being ready until its canisters know whom it has lost. */
  private static final Duration CLOSING_LIMIT = Duration.ofSeconds(10);

  /** One process holds as much as another, but for what its compiler and its pools happen to do. */
  private static final double HEAP_NOISE = 1.1;

  private static final int DESCRIPTOR_NOISE = 10;

  /** How many connections to the network a crowd needs at once is chance; unused ones end then. */
  private static final Duration UNUSED_CONNECTION = Duration.ofSeconds(2);

  private static final Duration LOOK = Duration.ofMillis(200);

  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private Principal canister = Principal.MANAGEMENT;

  CrashSoakIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void everyCrashIsMendedByTheNextStartAndNothingPilesUp() throws Exception {
    try (LocalNetwork network = LocalNetwork.start(0)) {
      canister = network.installDemo();
      Set<Closing> orphans = Set.of();
      List<Vitals> vitals = new ArrayList<>();
      List<Long> fileSizes = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        try (GatewayProcess gateway = GatewayProcess.start(directory, settings(network))) {
          assertClosed(network, orphans, gateway);
          List<GatewayClient> clients = join(network, gateway);
          awaitUnusedConnectionsEnd(gateway, vitals);
          vitals.add(Vitals.of(gateway.pid()));
          orphans = clients.stream().map(this::closing).collect(Collectors.toSet());
          gateway.kill();
        }
        fileSizes.add(Files.size(directory.resolve("identity").resolve("gateway.sessions.mv.db")));
      }
      report(vitals, fileSizes);
      assertAlike(vitals.get(0), vitals.get(ROUNDS - 1));
    }
  }

  private void assertClosed(LocalNetwork network, Set<Closing> orphans, GatewayProcess gateway)
      throws Exception {
    Closings closings = new Closings(network.requests());
    closings.await(orphans, CLOSING_LIMIT);
    gateway.awaitMetric("icws_orphans", 0);
    gateway.awaitMetric("icws_record_entries", 0);
    assertEquals(orphans, closings.made());
    assertEquals(orphans.size(), closings.count(), "each closed once");
    network.requests().clear();
  }

  /** In the first round for as long as they last, later for as long as it takes. */
  private static void awaitUnusedConnectionsEnd(GatewayProcess gateway, List<Vitals> before)
      throws Exception {
    TimeUnit.NANOSECONDS.sleep(UNUSED_CONNECTION.multipliedBy(2).toNanos());
    long deadline = System.nanoTime() + Stage.PATIENCE.toNanos();
    while (!before.isEmpty()
        && Vitals.descriptors(gateway.pid()) > before.get(0).descriptors() + DESCRIPTOR_NOISE
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
  }

  /** Half of each protocol, all of them opened, heard and answered. */
  private List<GatewayClient> join(LocalNetwork network, GatewayProcess gateway) throws Exception {
    List<GatewayClient> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS / 2; i++) {
      PocClient poc = network.register(canister);
      poc.join(GatewaySocket.connect(http, gateway.socket("/poc")));
      clients.add(poc);
      V1Client v1 = network.clientV1(canister);
      v1.join(GatewaySocket.connect(http, gateway.socket("/v1")));
      clients.add(v1);
    }
    clients.forEach(client -> client.say("here"));
    clients.forEach(client -> assertEquals("here ping", client.hear()));
    gateway.awaitMetric("icws_record_entries", CLIENTS);
    return clients;
  }

  private Closing closing(GatewayClient client) {
    if (client instanceof PocClient poc) {
      return Closings.of(canister, poc);
    }
    return Closings.of(canister, (V1Client) client);
  }

  private static void report(List<Vitals> vitals, List<Long> fileSizes) {
    for (int i = 0; i < vitals.size(); i++) {
      System.out.printf(
          "round %d: heap %,d bytes, %d descriptors, %d threads, record %,d bytes%n",
          i + 1,
          vitals.get(i).heapBytes(),
          vitals.get(i).descriptors(),
          vitals.get(i).threads(),
          fileSizes.get(i));
    }
  }

  private static void assertAlike(Vitals first, Vitals last) {
    assertTrue(
        last.heapBytes() < first.heapBytes() * HEAP_NOISE,
        () -> "the heap has grown: " + last.growthSince(first));
    assertTrue(
        last.descriptors() <= first.descriptors() + DESCRIPTOR_NOISE,
        () -> first.descriptors() + " descriptors, then " + last.descriptors());
  }

  private static Map<String, String> settings(LocalNetwork network) {
    return network.settings(
        Map.of("jdk.httpclient.keepalive.timeout", Long.toString(UNUSED_CONNECTION.toSeconds())));
  }
}
