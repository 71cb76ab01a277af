package icws.gateway;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Settings from system properties and, where there is no such property, from environment variables.
 *
 * <p>The variable's name is the key in upper case with an underscore for every other character, the
 * rule of MicroProfile Config: {@code icws.network.root-key} is {@code ICWS_NETWORK_ROOT_KEY}.
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
    String variable = key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    return Optional.ofNullable(properties.getProperty(key))
        .or(() -> Optional.ofNullable(environment.get(variable)))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }
}
