package icws.gateway.config;

import icws.gateway.record.RecordDatabase;
import java.nio.file.Path;

/** Where the record of open sessions is kept. */
public sealed interface RecordConfiguration {

  /**
   * Opens nothing yet.
   *
   * @throws ConfigurationException if the server has no such database
   */
  RecordDatabase database();

  /**
   * A file of the gateway's own.
   *
   * @param path without the ending that H2 gives it
   */
  record File(Path path) implements RecordConfiguration {
    @Override
    public RecordDatabase database() {
      try {
        return RecordDatabase.file(path);
      } catch (IllegalArgumentException unusable) {
        throw ConfigurationException.wrongValue(
            Setting.RECORD_FILE, path.toString(), reason(unusable));
      }
    }
  }

  /**
   * A DataSource of the server.
   *
   * @param jndiName as the server knows it
   */
  record Named(String jndiName) implements RecordConfiguration {
    @Override
    public RecordDatabase database() {
      try {
        return RecordDatabase.named(jndiName);
      } catch (IllegalArgumentException unusable) {
        throw ConfigurationException.wrongValue(
            Setting.RECORD_DATASOURCE,
            jndiName,
            "the JNDI name of a DataSource; " + reason(unusable));
      }
    }
  }

  private static String reason(IllegalArgumentException unusable) {
    return String.valueOf(unusable.getMessage());
  }
}
