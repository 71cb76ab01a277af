package icws.gateway.config;

import static icws.gateway.config.SettingsFixture.read;
import static icws.gateway.config.SettingsFixture.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of settings: what is a key, in whatever place, and what is a misspelt one. */
class UnknownSettingsTest {

  @Test
  void anEnvironmentVariableIsTheKeyInUpperCaseAndAPropertyBeatsIt() {
    Properties properties = new Properties();
    Map<String, String> environment = new HashMap<>();
    environment.put("ICWS_LIMITS_SEND_TIMEOUT", "3s");
    environment.put("ICWS_LIMITS_CONNECTIONS", "7");
    properties.setProperty("icws.limits.connections", "8");
    GatewayConfiguration configuration =
        new ConfigurationReader(new SystemSettings(properties, environment)).fill();
    assertEquals(Duration.ofSeconds(3), configuration.limits().outbox().sendTimeout());
    assertEquals(8, configuration.limits().maxConnections());
  }

  @ParameterizedTest
  @CsvSource({
    "icws.allowed-orgins, icws.allowed-origins",
    "icws.allowed.origins, icws.allowed-origins",
    "icws.Allowed-Origins, icws.allowed-origins",
    "ICWS_ALLOWED_ORIGINS, icws.allowed-origins",
    "icws_allowed_origins, icws.allowed-origins",
    "icws.limit.frame-byte, icws.limits.frame-bytes",
    "icws.limits.connection-per-address, icws.limits.connections-per-address",
    "icws.identity.path, icws.identity.file",
    "%test.icws.netwrk, icws.network",
  })
  void aMisspeltKeyStopsTheStartAndTheNearestOneIsNamed(String key, String meant) {
    assertEquals(
        key.replace("%test.", "")
            + " is no setting of this gateway; did you mean "
            + meant
            + "? (icws.unknown-keys=warn starts all the same)",
        refusal(key, "https://a.example"));
  }

  @Test
  void aKeyThatIsLikeNoneIsNamedAlone() {
    assertEquals(
        "icws.colour is no setting of this gateway (icws.unknown-keys=warn starts all the same)",
        refusal("icws.colour", "blue"));
  }

  @Test
  void ofSeveralAllAreNamedAndThatBeforeAnythingElse() {
    assertEquals(
        "icws.colour is no setting of this gateway; icws.network.ulr is no setting of this gateway;"
            + " did you mean icws.network.url? (icws.unknown-keys=warn starts all the same)",
        refusal(
            "icws.network",
            "custom",
            "icws.network.ulr",
            "http://localhost:1",
            "icws.colour",
            "1"));
  }

  @Test
  void whoRunsTwoVersionsWithOneConfigurationIsOnlyWarned() {
    assertEquals(
        7,
        read("icws.unknown-keys", "warn", "icws.colour", "blue", "icws.limits.connections", "7")
            .limits()
            .maxConnections());
  }

  @Test
  void othersSettingsAreTheirs() {
    assertEquals(read(), read("icwsx.colour", "blue", "java.icws.colour", "blue", "icws", "blue"));
  }

  @Test
  void aVariableIsKnownUnderEachNameThatMicroProfileGivesItsKey() {
    Map<String, String> environment = new HashMap<>();
    environment.put("icws.limits.connections", "7");
    environment.put("icws_limits_frame_bytes", "2048");
    environment.put("ICWS_LIMITS_OUTBOX_BYTES", "4096");
    GatewayConfiguration configuration = read(new Properties(), environment);
    assertEquals(7, configuration.limits().maxConnections());
    assertEquals(2048, configuration.limits().maxFrameBytes());
    assertEquals(4096, configuration.limits().outbox().maxBytes());
  }

  @Test
  void aMisspeltVariableStopsTheStartToo() {
    assertEquals(
        "ICWS_ALLOWED_ORGINS is no setting of this gateway; did you mean ICWS_ALLOWED_ORIGINS?"
            + " (icws.unknown-keys=warn starts all the same)",
        refusal(new Properties(), Map.of("ICWS_ALLOWED_ORGINS", "https://a.example")));
  }

  /** Some servers list a variable as a property under a name that they make of it. */
  @Test
  void whatAServerMakesOfAVariablesNameIsNoSettingOfItsOwn() {
    SettingSource listing =
        new SettingSource() {
          @Override
          public Optional<String> text(String key) {
            return Optional.empty();
          }

          @Override
          public SettingNames names() {
            return new SettingNames(
                Set.of("ICWS_LIMITS_FRAME_BYTES", "icws.limits.frame.bytes", "icws.service.host"),
                Set.of("ICWS_LIMITS_FRAME_BYTES", "ICWS_SERVICE_HOST"));
          }
        };
    assertEquals(262_144, new ConfigurationReader(listing).fill().limits().maxFrameBytes());
  }

  @Test
  void whatKubernetesTellsOfServicesIsNoSetting() {
    Map<String, String> links = new HashMap<>();
    for (String service : List.of("ICWS", "ICWS_GATEWAY")) {
      links.put(service + "_SERVICE_HOST", "10.0.0.1");
      links.put(service + "_SERVICE_PORT", "8080");
      links.put(service + "_SERVICE_PORT_HTTP", "8080");
      links.put(service + "_PORT", "tcp://10.0.0.1:8080");
      links.put(service + "_PORT_8080_TCP", "tcp://10.0.0.1:8080");
      links.put(service + "_PORT_8080_TCP_ADDR", "10.0.0.1");
      links.put(service + "_PORT_8080_TCP_PORT", "8080");
      links.put(service + "_PORT_8080_TCP_PROTO", "tcp");
    }
    assertEquals(read(), read(new Properties(), links));
    // Without such a service somebody has meant it.
    assertEquals(
        "ICWS_PORT is no setting of this gateway (icws.unknown-keys=warn starts all the same)",
        refusal(new Properties(), Map.of("ICWS_PORT", "8080")));
  }
}
