package icws.gateway.record;

import static icws.gateway.record.RecordFixture.GATEWAY;
import static icws.gateway.record.RecordFixture.poc;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.SessionEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileRecordTest extends RecordContract {

  private final Path directory;
  private final Path file;

  FileRecordTest(@TempDir Path directory) {
    this.directory = directory.resolve("made on the way");
    this.file = this.directory.resolve("gateway.sessions");
  }

  @Override
  RecordDatabase database() {
    return RecordDatabase.file(file);
  }

  /** A process that ends as if it were killed, as soon as an entry has been written. */
  static final class Victim {
    public static void main(String[] arguments) throws Exception {
      JdbcRecord record = RecordFixture.record(RecordDatabase.file(Path.of(arguments[0])), GATEWAY);
      record.open().get(30, TimeUnit.SECONDS);
      for (int client = 0; client < 50; client++) {
        enter(record, poc(client));
      }
      record.strike(poc(0));
      enter(record, poc(50));
      Runtime.getRuntime().halt(9);
    }
  }

  @Test
  void whatWasEnteredOutlivesAProcessThatIsKilledRightAfter() throws Exception {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(Files.createTempFile("victim", ".log").toFile())
            .start();
    assertTrue(victim.waitFor(60, TimeUnit.SECONDS));
    assertEquals(9, victim.exitValue());
    Set<?> left = leftBehind();
    assertEquals(50, left.size());
    assertFalse(left.contains(poc(0)));
  }

  @Test
  void aFileThatAnotherProcessHasOpenIsSaidToBe() throws Exception {
    try (JdbcRecord first = RecordFixture.record(database(), GATEWAY)) {
      first.open().get(30, TimeUnit.SECONDS);
      RecordDatabase second = RecordDatabase.file(link());
      SQLException locked = assertThrows(SQLException.class, second::connect);
      assertEquals(
          "another process has it open; do two gateways run with one identity?",
          second.explain(locked));
    }
  }

  /** To H2, within one process, another database with the same file. */
  private Path link() throws Exception {
    Path link = file.resolveSibling("link.sessions");
    Files.createLink(
        link.resolveSibling("link.sessions.mv.db"), file.resolveSibling("gateway.sessions.mv.db"));
    return link;
  }

  @Test
  void itIsOpenedAsSoonAsThatIsPossible() throws Exception {
    Files.createFile(directory);
    try (JdbcRecord record = RecordFixture.record(database(), GATEWAY)) {
      CompletableFuture<List<SessionEntry>> open = record.open();
      while (record.failures() == 0) {
        Thread.onSpinWait();
      }
      assertFalse(record.isWritable());
      assertTrue(record.enter(poc(1)).isCompletedExceptionally());
      Files.delete(directory);
      assertEquals(List.of(), open.get(30, TimeUnit.SECONDS));
      assertTrue(record.isWritable());
      enter(record, poc(1));
    }
    assertEquals(Set.of(poc(1)), leftBehind());
  }

  @Test
  void aPathThatWouldBeReadAsSettingsIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> RecordDatabase.file(Path.of("a;TRACE_LEVEL_FILE=4")));
  }
}
