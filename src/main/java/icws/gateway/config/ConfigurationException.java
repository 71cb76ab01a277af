package icws.gateway.config;

import org.jspecify.annotations.Nullable;

/** The configuration is wrong; the message names the key, the value and what is allowed. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigurationException(String message) {
    super(message);
  }

  ConfigurationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static ConfigurationException wrongValue(Setting setting, String value, String allowed) {
    return new ConfigurationException(setting + " is \"" + value + "\"; allowed: " + allowed);
  }

  /** A value that is less than another setting's. */
  static ConfigurationException tooLittle(
      Setting setting, String value, Setting otherSetting, Object other) {
    return wrongValue(setting, value, "at least " + otherSetting + ", which is " + other);
  }
}
