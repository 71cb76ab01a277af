package icws.gateway;

import icws.ic.Passphrase;
import java.nio.file.Path;
import java.util.Optional;

/** The keys of the gateway's identity and of the record that belongs to it. */
final class IdentityForm {
  static final String FILE = "icws.identity.file";
  static final String PASSPHRASE = "icws.identity.passphrase";
  static final String PASSPHRASE_FILE = "icws.identity.passphrase-file";
  static final String GROUP_READABLE = "icws.identity.group-readable";
  static final String RECORD_FILE = "icws.record.file";
  static final String RECORD_DATASOURCE = "icws.record.datasource";

  private final SettingReader settings;

  IdentityForm(SettingReader settings) {
    this.settings = settings;
  }

  IdentityConfiguration identity() {
    boolean groupReadable = settings.flag(GROUP_READABLE, false);
    return new IdentityConfiguration(
        settings
            .path(FILE)
            .orElseGet(() -> settings.inHome(FILE, Path.of(".icws", "icws-identity.pem"))),
        groupReadable,
        passphrase(groupReadable));
  }

  private Passphrase passphrase(boolean groupReadable) {
    Optional<String> text = settings.verbatim(PASSPHRASE);
    Optional<Path> file = settings.path(PASSPHRASE_FILE);
    if (text.isPresent() && file.isPresent()) {
      throw new ConfigurationException(
          PASSPHRASE + " and " + PASSPHRASE_FILE + " are both set; allowed: one of them");
    }
    return file.map(path -> new SecretFile(PASSPHRASE_FILE, path, groupReadable).passphrase())
        .or(() -> text.map(Passphrase::of))
        .orElse(Passphrase.none());
  }

  /** The record belongs to the identity: canisters let nobody else close its clients. */
  RecordConfiguration record(Path identityFile) {
    Optional<String> dataSource = settings.text(RECORD_DATASOURCE);
    Optional<Path> file = settings.path(RECORD_FILE);
    if (dataSource.isPresent() && file.isPresent()) {
      throw ConfigurationException.wrongValue(
          RECORD_FILE, settings.text(RECORD_FILE).orElse(""), "only without " + RECORD_DATASOURCE);
    }
    if (dataSource.isPresent()) {
      return new RecordConfiguration.Named(dataSource.get());
    }
    String name = String.valueOf(identityFile.getFileName()).replaceFirst("\\.pem$", "");
    return new RecordConfiguration.File(
        file.orElseGet(() -> identityFile.resolveSibling(name + ".sessions")));
  }
}
