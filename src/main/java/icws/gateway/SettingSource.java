package icws.gateway;

import java.util.Optional;

/** Where the operator's settings come from. */
@FunctionalInterface
interface SettingSource {

  /** The text the operator gave for this key; empty if there is none or it is blank. */
  Optional<String> text(String key);
}
