package icws.gateway.config;

import icws.ic.identity.Passphrase;
import java.nio.file.Path;
import java.util.Optional;

/** Reads where the gateway's identity is, and the record that belongs to it. */
final class IdentityReader {

  private final SettingReader settings;

  IdentityReader(SettingReader settings) {
    this.settings = settings;
  }

  IdentityConfiguration identity() {
    boolean groupReadable = settings.flag(Setting.GROUP_READABLE);
    return new IdentityConfiguration(
        settings
            .path(Setting.IDENTITY_FILE)
            .orElseGet(
                () ->
                    settings.inHome(Setting.IDENTITY_FILE, Path.of(".icws", "icws-identity.pem"))),
        groupReadable,
        passphrase(groupReadable));
  }

  private Passphrase passphrase(boolean groupReadable) {
    Optional<String> text = settings.verbatim(Setting.PASSPHRASE);
    Optional<Path> file = settings.path(Setting.PASSPHRASE_FILE);
    if (text.isPresent() && file.isPresent()) {
      throw new ConfigurationException(
          Setting.PASSPHRASE
              + " and "
              + Setting.PASSPHRASE_FILE
              + " are both set; allowed: one of them");
    }
    return file.map(
            path -> new SecretFile(Setting.PASSPHRASE_FILE, path, groupReadable).passphrase())
        .or(() -> text.map(Passphrase::of))
        .orElse(Passphrase.none());
  }

  /** The record belongs to the identity: canisters let nobody else close its clients. */
  RecordConfiguration record(Path identityFile) {
    Optional<String> dataSource = settings.text(Setting.RECORD_DATASOURCE);
    Optional<Path> file = settings.path(Setting.RECORD_FILE);
    if (dataSource.isPresent() && file.isPresent()) {
      throw ConfigurationException.wrongValue(
          Setting.RECORD_FILE,
          settings.text(Setting.RECORD_FILE).orElse(""),
          "only without " + Setting.RECORD_DATASOURCE);
    }
    if (dataSource.isPresent()) {
      return new RecordConfiguration.Named(dataSource.get());
    }
    String name = String.valueOf(identityFile.getFileName()).replaceFirst("\\.pem$", "");
    return new RecordConfiguration.File(
        file.orElseGet(() -> identityFile.resolveSibling(name + ".sessions")));
  }
}
