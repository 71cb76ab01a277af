package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.edge.AddressRange;
import icws.gateway.edge.AllowedOrigins;
import icws.gateway.edge.ForwardingHeader;
import icws.gateway.edge.FrameRate;
import icws.gateway.edge.RootProtocol;
import icws.gateway.edge.TrustedProxies;
import icws.gateway.relay.Backoff;
import icws.gateway.relay.CanisterAdmission;
import icws.gateway.relay.ProcessorShare;
import icws.ic.Bytes;
import icws.ic.HttpLimits;
import icws.ic.Network;
import icws.ic.Principal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayConfigurationTest {
  private static final Bytes ROOT_KEY = Network.mainnet().rootKeyDer();

  private static GatewayConfiguration read(String... keysAndValues) {
    Properties properties = new Properties();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new ConfigurationForm(new SystemSettings(properties, Map.of())).fill();
  }

  private static String refusal(String... keysAndValues) {
    return String.valueOf(
        assertThrows(ConfigurationException.class, () -> read(keysAndValues)).getMessage());
  }

  @Test
  void withoutSettingsTheNetworkIsMainnet() {
    GatewayConfiguration configuration = read();
    assertEquals(
        new NetworkConfiguration.Mainnet(URI.create("https://icp-api.io")),
        configuration.network());
    assertEquals(
        Path.of(System.getProperty("user.home"), ".icws", "icws-identity.pem"),
        configuration.identityFile());
    assertNull(configuration.demoCanister());
    assertTrue(configuration.tyrusTimer());
    assertEquals(new AllowedOrigins(Set.of()), configuration.origins());
    assertEquals(RootProtocol.V1, configuration.rootProtocol());
    assertEquals(
        new TrustedProxies(List.of(), ForwardingHeader.X_FORWARDED_FOR), configuration.proxies());
    assertEquals(1_000, configuration.limits().maxAddressConnections());
    assertEquals(new FrameRate(200, 2_048), configuration.limits().frameRate());
    assertEquals(Duration.ofHours(24), configuration.limits().maxAge());
    // A client that does not read is to be closed within five seconds.
    assertEquals(Duration.ofSeconds(4), configuration.limits().sendTimeout());
    assertEquals(new CanisterAdmission(Set.of(), 10_000), configuration.relay().canisters());
    assertEquals(
        new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofMinutes(2)),
        configuration.relay().backoff());
    assertEquals(Duration.ofSeconds(10), configuration.relay().circuitCooldown());
    assertEquals(HttpLimits.defaults(), configuration.requests());
  }

  @Test
  void requestsToTheNetworkAreLimited() {
    HttpLimits limits =
        read("icws.limits.requests", "20", "icws.limits.requests-waiting", "30").requests();
    assertEquals(20, limits.maxInFlight());
    assertEquals(30, limits.maxWaiting());
    assertEquals(
        "icws.limits.requests is \"2\"; allowed: a whole number from 3 to 100000",
        refusal("icws.limits.requests", "2"));
  }

  @Test
  void theProcessorTimeOfAnAddressIsLimited() {
    assertEquals(
        new ProcessorShare(Duration.ofMillis(250), Duration.ofSeconds(30)), read().processors());
    assertEquals(
        new ProcessorShare(Duration.ofMillis(1_500), Duration.ofSeconds(5)),
        read("icws.limits.processor-time-per-address", "1500ms", "icws.limits.processor-wait", "5s")
            .processors());
    assertEquals(
        "icws.limits.processor-time-per-address is \"0ms\"; allowed: a duration such as 500ms, 10s,"
            + " 2m or PT10S, from PT0.001S to PT1M",
        refusal("icws.limits.processor-time-per-address", "0ms"));
    assertEquals(
        "icws.limits.processor-wait is \"2h\"; allowed: a duration such as 500ms, 10s, 2m or PT10S,"
            + " from PT0.1S to PT1H",
        refusal("icws.limits.processor-wait", "2h"));
  }

  @Test
  void theRecordIsAFileBesideTheIdentityUnlessAnotherPlaceIsNamed() {
    assertEquals(
        new RecordConfiguration.File(
            Path.of(System.getProperty("user.home"), ".icws", "icws-identity.sessions")),
        read().record());
    assertEquals(
        new RecordConfiguration.File(Path.of("/var/lib/icws/gateway.key.sessions")),
        read("icws.identity.file", "/var/lib/icws/gateway.key").record());
    assertEquals(
        new RecordConfiguration.File(Path.of("/var/lib/icws/record")),
        read("icws.record.file", "/var/lib/icws/record").record());
    assertEquals(
        new RecordConfiguration.Named("jdbc/icws"),
        read("icws.record.datasource", "jdbc/icws").record());
  }

  @Test
  void theRecordIsInOnePlaceThatExists() {
    assertEquals(
        "icws.record.file is \"/record\"; allowed: only without icws.record.datasource",
        refusal("icws.record.file", "/record", "icws.record.datasource", "jdbc/icws"));
    assertEquals(
        "icws.record.file is \"/a;b\"; allowed: a path without ;", misplaced("/a;b", null));
    String unknown = misplaced(null, "jdbc/none");
    assertTrue(
        unknown.startsWith(
            "icws.record.datasource is \"jdbc/none\"; allowed: the JNDI name of a DataSource; the"
                + " server has none of that name"),
        unknown);
  }

  private static String misplaced(@Nullable String file, @Nullable String dataSource) {
    RecordConfiguration record =
        file != null
            ? read("icws.record.file", file).record()
            : read("icws.record.datasource", String.valueOf(dataSource)).record();
    return String.valueOf(
        assertThrows(ConfigurationException.class, record::database).getMessage());
  }

  @Test
  void mainnetIsMainnetWhateverItsAddressLooksLike() {
    assertEquals(
        new NetworkConfiguration.Mainnet(URI.create("http://127.0.0.1:4943")),
        read("icws.network.url", "http://127.0.0.1:4943/").network());
  }

  @Test
  void aCustomNetworkIsCustomWhateverItsAddressLooksLike() {
    assertEquals(
        new NetworkConfiguration.CustomWithKey(URI.create("https://icp-api.io"), ROOT_KEY),
        read(
                "icws.network", "custom",
                "icws.network.url", "https://icp-api.io",
                "icws.network.root-key", ROOT_KEY.hex())
            .network());
  }

  @Test
  void aCustomNetworkMayTellItsOwnRootKeyIfTheOperatorSaysSo() {
    assertEquals(
        new NetworkConfiguration.CustomFetchingKey(URI.create("http://127.0.0.1:4943")),
        read(
                "icws.network", "custom",
                "icws.network.url", "http://127.0.0.1:4943",
                "icws.network.fetch-root-key", "true")
            .network());
  }

  @Test
  void aCustomNetworkNeedsAnAddressAndExactlyOneSourceOfItsKey() {
    assertEquals(
        "icws.network.url is missing; icws.network=custom needs it",
        refusal("icws.network", "custom"));
    assertEquals(
        "icws.network=custom needs either icws.network.root-key (DER in hex) or"
            + " icws.network.fetch-root-key=true",
        refusal("icws.network", "custom", "icws.network.url", "http://localhost:1"));
    assertEquals(
        "icws.network=custom needs either icws.network.root-key (DER in hex) or"
            + " icws.network.fetch-root-key=true, not both",
        refusal(
            "icws.network", "custom",
            "icws.network.url", "http://localhost:1",
            "icws.network.root-key", ROOT_KEY.hex(),
            "icws.network.fetch-root-key", "true"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          icws.network                    | testnet        | mainnet or custom
          icws.network.url                | ftp://host     | http://host[:port]
          icws.network.url                | https://h/path | without path
          icws.network.url                | not a url      | http://host[:port]
          icws.network.root-key           | 3081           | only with icws.network=custom
          icws.network.fetch-root-key     | true           | only with icws.network=custom
          icws.demo.canister              | no-principal   | the id of a canister
          icws.root-protocol              | V2             | v1, poc or none
          icws.allowed-origins            | app.example    | * or a list
          icws.allowed-origins            | https://a,     | * or a list
          icws.server.tyrus-timer         | yes            | true or false
          icws.limits.connections         | 0              | a whole number from 1 to 1000000
          icws.proxies.trusted            | proxy.example  | a list of addresses
          icws.proxies.trusted            | 10.0.0.0/33    | a list of addresses
          icws.proxies.header             | x-real-ip      | x-forwarded-for or forwarded
          icws.allowed-canisters          | aaaaa-aa,x     | * or a list
          icws.limits.connections-per-address | 0          | a whole number from 1 to 1000000
          icws.limits.clients-per-canister | none          | a whole number from 1 to 1000000
          icws.limits.frames-per-second   | 0              | a whole number from 1 to 1000000
          icws.limits.frame-burst         | 0              | a whole number from 1 to 1000000
          icws.limits.connection-age      | 0s             | a duration such as
          icws.limits.frame-bytes         | 2097153        | a whole number from 1024 to 2097152
          icws.limits.outbox-bytes        | many           | a whole number from 1024
          icws.limits.inbox-frames        | 0              | a whole number from 1
          icws.limits.inbox-bytes         | 1              | a whole number from 1024
          icws.limits.inbox-total-bytes   | 4194303        | at least icws.limits.inbox-bytes
          icws.limits.first-frame-timeout | 10             | a duration such as
          icws.limits.idle-timeout        | 2h             | a duration such as
          icws.limits.ping-interval       | 60s            | less than icws.limits.idle-timeout
          icws.limits.send-timeout        | -PT1S          | a duration such as
          icws.poll.shortest              | 1ms            | a duration such as
          icws.poll.longest               | 50ms           | at least icws.poll.shortest
          icws.retry.first                | 0s             | a duration such as
          icws.retry.longest              | 499ms          | at least icws.retry.first
          icws.retry.patience             | 100ms          | at least icws.retry.first
          icws.circuit.cooldown           | 0s             | a duration such as
          icws.shutdown.grace             | P1D            | a duration such as
          """)
  void aWrongValueIsRefusedWithKeyValueAndWhatIsAllowed(String key, String value, String allowed) {
    String message = refusal(key, value);
    assertTrue(message.startsWith(key + " is \"" + value + "\"; allowed: "), message);
    assertTrue(message.contains(allowed), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3081", "no hex", "30"})
  void aRootKeyThatIsNoKeyIsRefused(String value) {
    String message =
        refusal(
            "icws.network", "custom",
            "icws.network.url", "http://localhost:1",
            "icws.network.root-key", value);
    assertTrue(
        message.startsWith("icws.network.root-key is \"" + value + "\"; allowed: "), message);
  }

  @Test
  void anEmptyPathIsTheDefaultAndARelativeOneIsMadeAbsolute() {
    assertTrue(read("icws.identity.file", "id.pem").identityFile().isAbsolute());
    assertEquals(read().identityFile(), read("icws.identity.file", "  ").identityFile());
  }

  @Test
  void everySettingIsTaken() {
    GatewayConfiguration configuration =
        read(
            "icws.demo.canister", "bkyz2-fmaaa-aaaaa-qaaaq-cai",
            "icws.allowed-origins", "https://a.example, http://b.example:8080",
            "icws.root-protocol", "poc",
            "icws.proxies.trusted", "192.0.2.1, fd00::/8",
            "icws.proxies.header", "forwarded",
            "icws.allowed-canisters", "aaaaa-aa, bkyz2-fmaaa-aaaaa-qaaaq-cai",
            "icws.limits.connections", "5",
            "icws.limits.connections-per-address", "4",
            "icws.limits.clients-per-canister", "6",
            "icws.limits.frames-per-second", "9",
            "icws.limits.frame-burst", "10",
            "icws.limits.connection-age", "30m",
            "icws.limits.frame-bytes", "2048",
            "icws.limits.outbox-bytes", "4096",
            "icws.limits.inbox-frames", "3",
            "icws.limits.inbox-bytes", "8192",
            "icws.limits.inbox-total-bytes", "8193",
            "icws.limits.first-frame-timeout", "1500ms",
            "icws.limits.idle-timeout", "PT3M",
            "icws.limits.ping-interval", "1m",
            "icws.limits.send-timeout", "7s",
            "icws.poll.shortest", "20ms",
            "icws.poll.longest", "5s",
            "icws.retry.first", "40ms",
            "icws.retry.longest", "6s",
            "icws.retry.patience", "5m",
            "icws.circuit.cooldown", "11s",
            "icws.shutdown.grace", "0s",
            "icws.server.tyrus-timer", "false");
    assertEquals(Principal.parse("bkyz2-fmaaa-aaaaa-qaaaq-cai"), configuration.demoCanister());
    assertEquals(
        Set.of("https://a.example", "http://b.example:8080"), configuration.origins().listed());
    assertEquals(RootProtocol.POC, configuration.rootProtocol());
    assertEquals(
        new TrustedProxies(
            List.of(
                AddressRange.parse("192.0.2.1").orElseThrow(),
                AddressRange.parse("fd00::/8").orElseThrow()),
            ForwardingHeader.FORWARDED),
        configuration.proxies());
    assertEquals(
        new CanisterAdmission(
            Set.of(Principal.parse("aaaaa-aa"), Principal.parse("bkyz2-fmaaa-aaaaa-qaaaq-cai")), 6),
        configuration.relay().canisters());
    assertEquals(4, configuration.limits().maxAddressConnections());
    assertEquals(new FrameRate(9, 10), configuration.limits().frameRate());
    assertEquals(Duration.ofMinutes(30), configuration.limits().maxAge());
    assertEquals(5, configuration.limits().maxConnections());
    assertEquals(2048, configuration.limits().maxFrameBytes());
    assertEquals(4096, configuration.limits().maxOutboxBytes());
    assertEquals(Duration.ofMinutes(3), configuration.limits().idleTimeout());
    assertEquals(Duration.ofMinutes(1), configuration.limits().pingInterval());
    assertEquals(Duration.ofSeconds(7), configuration.limits().sendTimeout());
    assertEquals(Duration.ofMillis(1500), configuration.relay().firstFrameTimeout());
    assertEquals(3, configuration.relay().inboxFrames());
    assertEquals(8192, configuration.relay().inboxBytes());
    assertEquals(8193, configuration.relay().inboxTotalBytes());
    assertEquals(Duration.ofMillis(20), configuration.relay().pace().shortest());
    assertEquals(Duration.ofSeconds(5), configuration.relay().pace().longest());
    assertEquals(
        new Backoff(Duration.ofMillis(40), Duration.ofSeconds(6), Duration.ofMinutes(5)),
        configuration.relay().backoff());
    assertEquals(Duration.ofSeconds(11), configuration.relay().circuitCooldown());
    assertEquals(Duration.ZERO, configuration.shutdownGrace());
    assertFalse(configuration.tyrusTimer());
  }

  @Test
  void anEnvironmentVariableIsTheKeyInUpperCaseAndAPropertyBeatsIt() {
    Properties properties = new Properties();
    Map<String, String> environment = new HashMap<>();
    environment.put("ICWS_LIMITS_SEND_TIMEOUT", "3s");
    environment.put("ICWS_LIMITS_CONNECTIONS", "7");
    properties.setProperty("icws.limits.connections", "8");
    GatewayConfiguration configuration =
        new ConfigurationForm(new SystemSettings(properties, environment)).fill();
    assertEquals(Duration.ofSeconds(3), configuration.limits().sendTimeout());
    assertEquals(8, configuration.limits().maxConnections());
  }
}
