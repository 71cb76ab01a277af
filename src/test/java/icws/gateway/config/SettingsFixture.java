package icws.gateway.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Properties;

/** Settings as a server offers them. */
public final class SettingsFixture {
  private SettingsFixture() {}

  /** Everything that is not named is as for an operator who does not set it. */
  public static GatewayConfiguration read(String... keysAndValues) {
    Properties properties = new Properties();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new ConfigurationReader(new SystemSettings(properties, Map.of())).fill();
  }

  static String refusal(String... keysAndValues) {
    return String.valueOf(
        assertThrows(ConfigurationException.class, () -> read(keysAndValues)).getMessage());
  }

  static GatewayConfiguration read(Properties properties, Map<String, String> environment) {
    return new ConfigurationReader(new SystemSettings(properties, environment)).fill();
  }

  static String refusal(Properties properties, Map<String, String> environment) {
    return String.valueOf(
        assertThrows(ConfigurationException.class, () -> read(properties, environment))
            .getMessage());
  }
}
