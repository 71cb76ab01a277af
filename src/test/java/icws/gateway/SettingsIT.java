package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewaySocket;
import icws.client.V1Client;
import icws.ic.Principal;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator sets, right and wrong, on every application server. */
@Tag("any-server")
class SettingsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path KEYS = Path.of("src/test/resources/icws/ic/identity/keys");

  /** Of {@code secp256k1-encrypted-icp.pem}, as the client that has written it says. */
  private static final String PRINCIPAL =
      "uhewe-hfeta-l2axw-t4pn3-5ieky-3k6t2-syc7w-7pxxl-a2zyc-ww2pd-4ae";

  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();

  SettingsIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ${icws.nowhere-16} | icws.allowed-origins has an expression in it
          ''                 | icws.allowed-origins is ""; allowed: * or a list
          """)
  void whatOpensTheGateByAMishapStopsTheStart(String origins, String words) throws Exception {
    try (GatewayProcess gateway =
        GatewayProcess.launch(directory, Map.of("icws.allowed-origins", origins))) {
      gateway.log().await(line -> line.contains("The gateway does not start: " + words), PATIENCE);
    }
  }

  @Test
  void aMisspeltPropertyAndAMisspeltVariableStopTheStartWithTheNearestKeys() throws Exception {
    try (GatewayProcess gateway =
        GatewayProcess.launch(
            directory,
            GatewayProcess.freePort(),
            Map.of("icws.allowed-orgins", "https://a.example"),
            List.of(),
            Map.of("ICWS_LIMITS_CONNECTION", "7"))) {
      gateway
          .log()
          .await(
              line ->
                  line.contains(
                      "The gateway does not start: icws.allowed-orgins is no setting of this"
                          + " gateway; did you mean icws.allowed-origins?;"
                          + " ICWS_LIMITS_CONNECTION is no setting of this gateway; did you mean"
                          + " ICWS_LIMITS_CONNECTIONS? (icws.unknown-keys=warn starts all the"
                          + " same)"),
              PATIENCE);
    }
  }

  /** As Kubernetes has it: variables, what it says of services, a key behind links for a group. */
  @Test
  void aPodOfKubernetesIsServed() throws Exception {
    try (LocalNetwork network = LocalNetwork.start(0);
        GatewayProcess gateway =
            GatewayProcess.launch(
                directory,
                GatewayProcess.freePort(),
                Map.of("icws.identity.file", secret("identity.pem").toString()),
                List.of(),
                environment(network))) {
      gateway.awaitReady();
      assertEquals(1, gateway.log().linesWith("The gateway's principal is " + PRINCIPAL).size());
      Principal canister = network.installDemo();
      V1Client client = network.clientV1(canister);
      client.join(GatewaySocket.connect(http, gateway.socket("/v1")));
      client.say("one");
      assertEquals("one ping", client.hear());
      client.close();
      GatewaySocket large = GatewaySocket.connect(http, gateway.socket("/v1"));
      large.send(new byte[70_000]);
      assertEquals(1009, large.awaitClosure().code());
      assertTrue(Files.exists(directory.resolve("record.mv.db")));
    }
  }

  private Map<String, String> environment(LocalNetwork network) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("ICWS_NETWORK", "custom");
    environment.put("ICWS_NETWORK_URL", network.url().toString());
    environment.put("ICWS_NETWORK_ROOT_KEY", network.rootKey().hex());
    environment.put("ICWS_LIMITS_FRAME_BYTES", "65536");
    environment.put("ICWS_IDENTITY_GROUP_READABLE", "true");
    environment.put("ICWS_IDENTITY_PASSPHRASE_FILE", secret("passphrase").toString());
    environment.put("ICWS_RECORD_FILE", directory.resolve("record").toString());
    environment.put("ICWS_SERVICE_HOST", "10.0.0.1");
    environment.put("ICWS_SERVICE_PORT", "8080");
    environment.put("ICWS_PORT", "tcp://10.0.0.1:8080");
    environment.put("ICWS_PORT_8080_TCP_PROTO", "tcp");
    return environment;
  }

  /** A file of a mounted secret, {@code name -> ..data/name}. */
  private Path secret(String name) throws Exception {
    Path secret = directory.resolve("secret");
    Path content = secret.resolve("..2026_01_01");
    if (!Files.exists(content)) {
      Files.createDirectories(content);
      Files.copy(KEYS.resolve("secp256k1-encrypted-icp.pem"), content.resolve("identity.pem"));
      Files.writeString(content.resolve("passphrase"), "swördfish\n");
      Files.createSymbolicLink(secret.resolve("..data"), Path.of("..2026_01_01"));
    }
    Files.setPosixFilePermissions(
        content.resolve(name), PosixFilePermissions.fromString("r--r-----"));
    return Files.createSymbolicLink(secret.resolve(name), Path.of("..data", name));
  }
}
