package icws.gateway.config;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Settings from MicroProfile Config.
 *
 * <p>The only class that names its types, so that a server without them still loads the others.
 */
final class MicroProfileSettings implements SettingSource {
  private final Config config = ConfigProvider.getConfig();
  private final SystemSettings system = new SystemSettings(System.getProperties(), System.getenv());

  /**
   * What is set to nothing is there, and blank; to MicroProfile it is not there.
   *
   * @throws ConfigurationException if the text has an expression in it that has no value; to
   *     MicroProfile that is not there either, and so would be the setting's default
   */
  @Override
  public Optional<String> text(String key) {
    Optional<String> value = config.getOptionalValue(key, String.class);
    if (value.isPresent()) {
      return value;
    }
    String raw = config.getConfigValue(key).getRawValue();
    if (raw != null && !raw.isBlank()) {
      throw new ConfigurationException(key + " has an expression in it, ${...}, that has no value");
    }
    return system.text(key).filter(String::isBlank);
  }

  @Override
  public SettingNames names() {
    Set<String> names = new HashSet<>();
    config.getPropertyNames().forEach(names::add);
    return new SettingNames(names, System.getenv().keySet());
  }
}
