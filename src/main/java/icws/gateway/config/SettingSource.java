package icws.gateway.config;

import java.util.Optional;

/** Where the operator's settings come from. */
@FunctionalInterface
interface SettingSource {

  /** The text the operator gave for this key, as it stands; empty if there is none. */
  Optional<String> text(String key);

  /** What there is besides, known or not. */
  default SettingNames names() {
    return SettingNames.NONE;
  }
}
