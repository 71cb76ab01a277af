package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewayClient;
import icws.client.GatewaySocket;
import icws.client.PocClient;
import icws.client.V1Client;
import icws.ic.Principal;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gateways that are killed under their clients, and what the next one makes of it. */
@Timeout(300)
class CrashIT {
  private static final int CLIENTS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private LocalNetwork network;
  private Principal poc;
  private Principal v1;

  CrashIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void startNetwork() {
    network = LocalNetwork.start(0);
    poc = network.installDemo();
    v1 = network.installDemo();
  }

  @AfterEach
  void stopNetwork() {
    network.close();
  }

  @Test
  void whoWasConnectedIsClosedAtItsCanisterByTheNextStartAndServedAgain() throws Exception {
    Closings closings = new Closings(network.requests());
    List<PocClient> pocs = new ArrayList<>();
    List<V1Client> v1s = new ArrayList<>();
    try (GatewayProcess gateway = GatewayProcess.start(directory, network.settings())) {
      for (int i = 0; i < CLIENTS; i++) {
        pocs.add(join(network.register(poc), gateway));
        v1s.add(join(network.clientV1(v1), gateway));
      }
      PocClient gonePoc = join(network.register(poc), gateway);
      V1Client goneV1 = join(network.clientV1(v1), gateway);
      gonePoc.close();
      goneV1.close();
      closings.await(Set.of(Closings.of(poc, gonePoc), Closings.of(v1, goneV1)), PATIENCE);
      gateway.awaitMetric("icws_record_entries", 2 * CLIENTS);
      gateway.kill();
    }
    network.requests().clear();
    Set<Closings.Closing> orphans =
        Stream.concat(
                pocs.stream().map(client -> Closings.of(poc, client)),
                v1s.stream().map(client -> Closings.of(v1, client)))
            .collect(Collectors.toSet());
    assertEquals(2 * CLIENTS, orphans.size());

    try (GatewayProcess gateway = GatewayProcess.start(directory, network.settings())) {
      gateway
          .log()
          .await(
              line -> line.contains("to be closed at their canisters: " + orphans.size()),
              PATIENCE);
      closings.await(orphans, PATIENCE);
      gateway.awaitMetric("icws_orphans", 0);
      gateway.awaitMetric("icws_record_entries", 0);
      assertEquals(orphans, closings.made());
      assertEquals(orphans.size(), closings.count());
      for (PocClient client : pocs) {
        assertTrue(network.hasForgotten(poc, client.id()), "the canister still has " + client.id());
      }
      assertServedAgain(gateway, v1s);

      assertEquals(143, gateway.stop());
    }
    assertNothingIsLeftBehind();
  }

  private void assertServedAgain(GatewayProcess gateway, List<V1Client> before) throws Exception {
    List<GatewayClient> back = new ArrayList<>();
    for (V1Client client : before) {
      back.add(join(network.clientV1(v1, client.keys()), gateway));
      back.add(join(network.register(poc), gateway));
    }
    for (GatewayClient client : back) {
      client.say("back again");
    }
    for (GatewayClient client : back) {
      assertEquals("back again ping", client.hear());
    }
    gateway.awaitMetric("icws_record_entries", back.size());
  }

  /** A stop in order has closed everybody: the next start would find nobody to close. */
  private void assertNothingIsLeftBehind() throws SQLException {
    JdbcDataSource file = new JdbcDataSource();
    file.setURL(
        "jdbc:h2:file:%s;IFEXISTS=TRUE"
            .formatted(directory.resolve("identity").resolve("gateway.sessions")));
    try (Connection connection = file.getConnection();
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM icws_open_session")) {
      count.next();
      assertEquals(0, count.getLong(1));
    }
  }

  @Test
  void whoWasBeingOpenedWhenItWasKilledIsClosedToo() throws Exception {
    Closings closings = new Closings(network.requests());
    List<V1Client> opening = new ArrayList<>();
    try (GatewayProcess gateway = GatewayProcess.start(directory, network.settings())) {
      for (int i = 0; i < 2 * CLIENTS; i++) {
        V1Client client = network.clientV1(v1);
        client.open(GatewaySocket.connect(http, gateway.socket("/v1")));
        opening.add(client);
      }
      assertTrue(network.requests().await(v1, "ws_open", CLIENTS, PATIENCE));
      gateway.kill();
    }
    Set<Closings.Closing> opened =
        opening.stream()
            .filter(client -> settled(client))
            .map(client -> Closings.of(v1, client))
            .collect(Collectors.toSet());
    long calls = network.requests().count(v1, "ws_open");
    try (GatewayProcess gateway = GatewayProcess.start(directory, network.settings())) {
      closings.await(opened, PATIENCE);
      closings.awaitCount(calls, PATIENCE);
      gateway.awaitMetric("icws_orphans", 0);
      gateway.awaitMetric("icws_record_entries", 0);
      assertTrue(closings.made().containsAll(opened));
    }
  }

  /** Whether a client of a gateway that is no more has been opened. */
  private static boolean settled(V1Client client) {
    return client.opened().handle((opened, broken) -> broken == null).join();
  }

  @Test
  void twoGatewaysOfOneIdentityAreToldApartAndTheSecondTakesOverWhenTheFirstIsGone()
      throws Exception {
    try (GatewayProcess first = GatewayProcess.start(directory, network.settings())) {
      V1Client client = join(network.clientV1(v1), first);
      try (GatewayProcess second = GatewayProcess.launch(directory, network.settings())) {
        second
            .log()
            .await(
                line ->
                    line.contains(
                        "another process has it open; do two gateways run with one identity?"),
                PATIENCE);
        second.awaitHealth("live", 200);
        assertEquals(503, second.get("/health/ready").statusCode());
        client.say("still here");
        assertEquals("still here ping", client.hear());
        first.kill();
        second.awaitReady();
        new Closings(network.requests()).await(Set.of(Closings.of(v1, client)), PATIENCE);
      }
    }
  }

  private <T extends GatewayClient> T join(T client, GatewayProcess gateway) {
    String path = client instanceof V1Client ? "/v1" : "/poc";
    client.join(GatewaySocket.connect(http, gateway.socket(path)));
    return client;
  }
}
