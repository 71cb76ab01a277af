package icws.gateway.config;

import static icws.gateway.config.SettingsFixture.read;
import static icws.gateway.config.SettingsFixture.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordConfigurationTest {

  @Test
  void theRecordIsAFileBesideTheIdentityUnlessAnotherPlaceIsNamed() {
    assertEquals(
        new RecordConfiguration.File(
            Path.of(System.getProperty("user.home"), ".icws", "icws-identity.sessions")),
        read().record());
    assertEquals(
        new RecordConfiguration.File(Path.of("/var/lib/icws/gateway.key.sessions")),
        read("icws.identity.file", "/var/lib/icws/gateway.key").record());
    assertEquals(
        new RecordConfiguration.File(Path.of("/var/lib/icws/record")),
        read("icws.record.file", "/var/lib/icws/record").record());
    assertEquals(
        new RecordConfiguration.Named("jdbc/icws"),
        read("icws.record.datasource", "jdbc/icws").record());
  }

  @Test
  void theRecordIsInOnePlaceThatExists() {
    assertEquals(
        "icws.record.file is \"/record\"; allowed: only without icws.record.datasource",
        refusal("icws.record.file", "/record", "icws.record.datasource", "jdbc/icws"));
    assertEquals(
        "icws.record.file is \"/a;b\"; allowed: a path without ;", misplaced("/a;b", null));
    String unknown = misplaced(null, "jdbc/none");
    assertTrue(
        unknown.startsWith(
            "icws.record.datasource is \"jdbc/none\"; allowed: the JNDI name of a DataSource; the"
                + " server has none of that name"),
        unknown);
  }

  private static String misplaced(@Nullable String file, @Nullable String dataSource) {
    RecordConfiguration record =
        file != null
            ? read("icws.record.file", file).record()
            : read("icws.record.datasource", String.valueOf(dataSource)).record();
    return String.valueOf(
        assertThrows(ConfigurationException.class, record::database).getMessage());
  }
}
