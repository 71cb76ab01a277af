package icws.gateway.config;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * Settings from system properties and, where there is no such property, from environment variables,
 * under the names that MicroProfile Config gives them: {@code icws.network.root-key} is {@code
 * ICWS_NETWORK_ROOT_KEY}.
 */
final class SystemSettings implements SettingSource {
  private final Properties properties;
  private final Map<String, String> environment;

  SystemSettings(Properties properties, Map<String, String> environment) {
    this.properties = properties;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Optional<String> text(String key) {
    return Optional.ofNullable(properties.getProperty(key)).or(() -> variable(key));
  }

  private Optional<String> variable(String key) {
    return VariableNames.of(key).stream()
        .map(environment::get)
        .filter(Objects::nonNull)
        .findFirst();
  }

  @Override
  public SettingNames names() {
    return new SettingNames(properties.stringPropertyNames(), environment.keySet());
  }
}
