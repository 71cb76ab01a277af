package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import icws.client.GatewayClient;
import icws.client.GatewaySocket;
import icws.faults.FaultProxy;
import icws.faults.Faults;
import icws.ic.Principal;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network goes away under the clients of a real server, or one canister of it does. */
class NetworkAwayIT {
  private static final int CLIENTS_PER_PROTOCOL = 50;

  /** More than the requests that they may have out and waiting. */
  private static final int HELD_CLIENTS = 6;

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final LocalNetwork network = LocalNetwork.start(0);
  private final FaultProxy proxy = FaultProxy.start(network.url());

  NetworkAwayIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void stop() {
    proxy.close();
    network.close();
  }

  private GatewayProcess start(Map<String, String> settings) throws Exception {
    Map<String, String> all = network.settings(settings);
    all.put("icws.network.url", proxy.url().toString());
    return GatewayProcess.start(directory, all);
  }

  @Test
  void aHundredClientsSurviveANetworkThatIsAwayForEightSeconds() throws Exception {
    surviveFor(8);
  }

  @Test
  @Tag("soak")
  void aHundredClientsSurviveANetworkThatIsAwayForAMinute() throws Exception {
    surviveFor(60);
  }

  /**
   * Each client says a text before, at each tick of the absence, and after it. A client fails by
   * itself where a message of the canister is lost, doubled or out of order; the canister does the
   * same for those of the client.
   */
  private void surviveFor(int ticks) throws Exception {
    try (GatewayProcess gateway = start(Map.of())) {
      List<GatewayClient> clients = clients(gateway, network.installDemo());
      say(clients, "before");
      proxy.refuseConnections();
      gateway.awaitMetric("icws_canisters_in_trouble", 2);
      tick(ticks, number -> say(clients, "tick " + number));
      assertEquals(2 * CLIENTS_PER_PROTOCOL, gateway.metric("icws_sockets"));
      assertEquals(0, gateway.metric("icws_circuits_opened"));
      proxy.heal();
      say(clients, "after");

      List<String> texts = new ArrayList<>(List.of("before"));
      for (int i = 0; i < ticks; i++) {
        texts.add("tick " + i);
      }
      texts.add("after");
      for (GatewayClient client : clients) {
        for (String text : texts) {
          assertEquals(text + " ping", client.next().get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
      }
      gateway.awaitMetric("icws_canisters_in_trouble", 0);
      assertEquals(2 * CLIENTS_PER_PROTOCOL, gateway.metric("icws_sockets"));
      clients.forEach(GatewayClient::close);
      gateway.awaitMetric("icws_sessions", 0);
    }
  }

  private List<GatewayClient> clients(GatewayProcess gateway, Principal canister) {
    List<GatewayClient> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS_PER_PROTOCOL; i++) {
      GatewayClient poc = network.register(canister);
      poc.open(GatewaySocket.connect(http, gateway.socket()));
      clients.add(poc);
      GatewayClient v1 = network.clientV1(canister);
      v1.open(GatewaySocket.connect(http, gateway.socket("/v1")));
      clients.add(v1);
    }
    clients.forEach(client -> assertEquals("ping", client.hear()));
    return clients;
  }

  private static void say(List<GatewayClient> clients, String text) {
    clients.forEach(client -> client.say(text));
  }

  private interface Tick {
    void run(int number);
  }

  /** So often a second apart: the length of the absence is what is tried here. */
  private static void tick(int times, Tick tick) {
    ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
    List<CompletableFuture<Void>> ticks = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      int number = i;
      ticks.add(
          CompletableFuture.runAsync(
              () -> tick.run(number),
              CompletableFuture.delayedExecutor(
                  TICK.multipliedBy(i + 1).toMillis(), TimeUnit.MILLISECONDS, clock)));
    }
    CompletableFuture.allOf(ticks.toArray(CompletableFuture<?>[]::new)).join();
    clock.shutdown();
  }

  @Test
  void aCanisterThatStaysAwayShowsAndIsNobodyElsesTrouble() throws Exception {
    Principal away = network.installDemo();
    Principal sound = network.installDemo();
    Map<String, String> settings =
        Map.of("icws.retry.patience", "1s", "icws.circuit.cooldown", "2s");
    try (GatewayProcess gateway = start(settings);
        GatewayClient victim = joined(gateway, away);
        GatewayClient bystander = joined(gateway, sound)) {
      proxy.inject(request -> request.canister().equals(away.toString()), Faults.status(503));
      assertEquals(1013, victim.socket().awaitClosure().code());
      gateway.awaitMetric("icws_circuits_open", 1);
      gateway
          .log()
          .await(
              line -> line.contains("Canister " + away + " (v1) has failed for longer than"),
              PATIENCE);
      assertHealth(gateway, 1, away + " (v1)");

      GatewayClient late = network.clientV1(away);
      late.open(GatewaySocket.connect(http, gateway.socket("/v1")));
      assertEquals(1013, late.socket().awaitClosure().code());
      bystander.say("unharmed");
      assertEquals("unharmed ping", bystander.hear());
      joined(gateway, sound).close();

      proxy.heal();
      awaitServed(gateway, away);
      gateway.awaitMetric("icws_circuits_open", 0);
      assertHealth(gateway, 0, "");
    }
  }

  @Test
  void aCanisterWhoseRequestsHangTakesItsShareOfThemAndShows() throws Exception {
    Principal hangs = network.installDemo();
    Principal sound = network.installDemo();
    Map<String, String> settings =
        Map.of("icws.limits.requests", "4", "icws.limits.requests-waiting", "3");
    try (GatewayProcess gateway = start(settings);
        GatewayClient bystander = joined(gateway, sound)) {
      List<GatewayClient> clients =
          Stream.generate(() -> joined(gateway, hangs)).limit(HELD_CLIENTS).toList();
      CompletableFuture<Void> end = new CompletableFuture<>();
      proxy.inject(request -> request.canister().equals(hangs.toString()), Faults.heldUntil(end));
      say(clients, "held");
      // Three of four places for calls, and one for its poll; the bystander's polls come and go.
      gateway.awaitMetric("icws_requests", 4);
      gateway.awaitMetric("icws_requests_waiting", 2);
      assertTrue(gateway.metric("icws_requests_refused") > 0);
      bystander.say("unharmed");
      assertEquals("unharmed ping", bystander.hear());

      proxy.heal();
      end.complete(null);
      clients.forEach(client -> assertEquals("held ping", client.hear()));
      gateway.awaitMetric("icws_requests_waiting", 0);
      clients.forEach(GatewayClient::close);
    }
  }

  private GatewayClient joined(GatewayProcess gateway, Principal at) {
    GatewayClient client = network.clientV1(at);
    client.join(GatewaySocket.connect(http, gateway.socket("/v1")));
    return client;
  }

  /** Comes back until it is let in, as clients do. */
  private void awaitServed(GatewayProcess gateway, Principal canister) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      GatewayClient client = network.clientV1(canister);
      client.open(GatewaySocket.connect(http, gateway.socket("/v1")));
      CompletableFuture<Boolean> refused = client.socket().closure().thenApply(closure -> true);
      if (!(boolean)
          CompletableFuture.anyOf(refused, client.opened().thenApply(any -> false)).get()) {
        client.close();
        return;
      }
      assertTrue(System.nanoTime() < deadline, "nobody is let in");
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static void assertHealth(GatewayProcess gateway, int open, String named)
      throws Exception {
    HttpResponse<String> response = gateway.get("/health/ready");
    assertEquals(200, response.statusCode());
    JsonNode data =
        new ObjectMapper().readTree(response.body()).required("checks").get(0).required("data");
    // Servers write numbers as numbers or as texts.
    assertEquals(open, data.required("circuits-open").asInt(-1));
    assertEquals(named, data.required("circuits").textValue());
  }
}
