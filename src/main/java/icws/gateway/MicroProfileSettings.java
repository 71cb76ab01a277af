package icws.gateway;

import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Settings from MicroProfile Config.
 *
 * <p>The only class that names its types, so that a server without them still loads the others.
 */
final class MicroProfileSettings implements SettingSource {
  private final Config config = ConfigProvider.getConfig();

  @Override
  public Optional<String> text(String key) {
    return config
        .getOptionalValue(key, String.class)
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }
}
