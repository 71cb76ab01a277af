package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.client.GatewaySocket;
import icws.client.V1Client;
import icws.gateway.record.PrivatePostgres;
import icws.ic.Principal;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The record of open sessions in PostgreSQL, as a DataSource of the server that an operator sets.
 */
@Timeout(300)
class PostgresRecordIT {
  private static final Path COMMANDS = Path.of("server-config/payara-micro/postgresql.txt");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();

  PostgresRecordIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void sessionsAreRecordedThereAndNoneIsOpenedWhileItIsDown() throws Exception {
    try (PrivatePostgres postgres = PrivatePostgres.start();
        LocalNetwork network = LocalNetwork.start(0)) {
      Principal canister = network.installDemo();
      V1Client early = network.clientV1(canister);
      V1Client late = network.clientV1(canister);
      try (GatewayProcess gateway = start(postgres, network)) {
        join(early, gateway);
        assertEquals(1, entries(postgres));
        assertNobodyIsOpenedWhileItIsDown(postgres, gateway, network.clientV1(canister), early);
        join(late, gateway);
        assertEquals(2, entries(postgres));
        gateway.kill();
      }
      network.requests().clear();
      Closings closings = new Closings(network.requests());
      try (GatewayProcess gateway = start(postgres, network)) {
        closings.await(Set.of(Closings.of(canister, early), Closings.of(canister, late)), PATIENCE);
        gateway.awaitMetric("icws_record_entries", 0);
        join(network.clientV1(canister), gateway);
        assertEquals(1, entries(postgres));
        gateway.stop();
      }
      assertEquals(3, closings.count());
      assertEquals(0, entries(postgres));
    }
  }

  private void assertNobodyIsOpenedWhileItIsDown(
      PrivatePostgres postgres, GatewayProcess gateway, V1Client refused, V1Client open)
      throws Exception {
    postgres.crash();
    refused.open(GatewaySocket.connect(http, gateway.socket("/v1")));
    assertEquals(
        new GatewaySocket.Closure(1013, "the gateway cannot record its sessions at the moment"),
        refused.socket().awaitClosure());
    gateway.awaitHealth("ready", 503);
    gateway.awaitMetric("icws_record_writable", 0);
    open.say("still here");
    assertEquals("still here ping", open.hear());
    postgres.resume();
    gateway.awaitReady();
    gateway.awaitMetric("icws_record_writable", 1);
  }

  private void join(V1Client client, GatewayProcess gateway) {
    client.join(GatewaySocket.connect(http, gateway.socket("/v1")));
  }

  private static long entries(PrivatePostgres postgres) throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM icws_open_session")) {
      count.next();
      return count.getLong(1);
    }
  }

  private GatewayProcess start(PrivatePostgres postgres, LocalNetwork network) throws Exception {
    GatewayProcess gateway =
        GatewayProcess.launch(
            directory,
            GatewayProcess.freePort(),
            network.settings(Map.of("icws.record.datasource", "jdbc/icws")),
            List.of("--addlibs", driver(), "--postbootcommandfile", commands(postgres)));
    try {
      gateway.awaitReady();
    } catch (AssertionError | InterruptedException notReady) {
      gateway.close();
      throw notReady;
    }
    return gateway;
  }

  /** The operator's commands, for this database. */
  private String commands(PrivatePostgres postgres) throws IOException {
    String commands =
        Files.readString(COMMANDS)
            .replace("portNumber=5432", "portNumber=" + postgres.port())
            .replace("databaseName=icws", "databaseName=postgres");
    return Files.writeString(directory.resolve("postgresql.txt"), commands).toString();
  }

  private static String driver() throws Exception {
    return Path.of(
            org.postgresql.Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
  }
}
