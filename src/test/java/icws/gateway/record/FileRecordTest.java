package icws.gateway.record;

import static icws.gateway.record.RecordFixture.GATEWAY;
import static icws.gateway.record.RecordFixture.poc;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.closing.SessionRecord.LeftBehind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
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
  void aNeighbourOnTheMachineCannotReadWhoIsConnected() throws Exception {
    for (int start = 0; start < 2; start++) {
      try (JdbcRecord record = RecordFixture.record(database(), GATEWAY)) {
        record.open().get(30, TimeUnit.SECONDS);
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(databaseFile())));
        // As a version before may have left it, or a copy that was put back.
        Files.setPosixFilePermissions(databaseFile(), PosixFilePermissions.fromString("rw-r--r--"));
      }
    }
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
      CompletableFuture<List<LeftBehind>> open = record.open();
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

  private String trouble() {
    RecordDatabase database = database();
    SQLException failure =
        assertThrows(
            SQLException.class,
            () -> {
              try (Connection connection = database.connect()) {
                RecordFixture.table(GATEWAY).load(connection);
              }
            });
    return database.explain(failure);
  }

  private Path databaseFile() {
    return file.resolveSibling("gateway.sessions.mv.db");
  }

  private void fill() throws Exception {
    try (JdbcRecord record = RecordFixture.record(database(), GATEWAY)) {
      record.open().get(30, TimeUnit.SECONDS);
      enter(record, poc(1));
    }
  }

  private static final String REPLACE =
      "; put a copy back, or move it away (icws.record.file names it) and start again: sessions"
          + " that were left open then end at their canisters in time";
  private static final String ELSEWHERE =
      "; icws.record.file names a place where this process may write";

  @Test
  void aDamagedFileIsSaidToBeAndKept() throws Exception {
    fill();
    byte[] content = Files.readAllBytes(databaseFile());
    Arrays.fill(content, 0, 8_192, (byte) 'x');
    Files.write(databaseFile(), content);
    assertEquals("it is damaged" + REPLACE, trouble());
    Files.write(databaseFile(), Arrays.copyOf(content, 5_000));
    assertEquals("it is cut off" + REPLACE, trouble());
    assertEquals(5_000, Files.size(databaseFile()));
  }

  /** As H2 2.1 wrote it; H2 1.4 has a lower number there. */
  @Test
  void aFileOfAnotherVersionOfH2IsSaidToBe() throws Exception {
    fill();
    byte[] content = Files.readAllBytes(databaseFile());
    for (int block : new int[] {0, 4_096}) {
      rewriteFormat(content, block);
    }
    Files.write(databaseFile(), content);
    assertEquals("another version of H2 has written it, or it is no database" + REPLACE, trouble());
  }

  /** The header is a line of text that ends in a checksum of what is before it. */
  private static void rewriteFormat(byte[] content, int block) {
    String header =
        new String(content, block, 4_096, StandardCharsets.ISO_8859_1).lines().findFirst().get();
    String changed =
        header.substring(0, header.lastIndexOf(",fletcher:")).replaceFirst("format:3", "format:2");
    byte[] bytes = changed.getBytes(StandardCharsets.ISO_8859_1);
    int checksum = DataUtils.getFletcher32(bytes, 0, bytes.length);
    byte[] line =
        (changed + ",fletcher:" + Integer.toHexString(checksum) + "\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    Arrays.fill(content, block, block + header.length() + 1, (byte) 0);
    System.arraycopy(line, 0, content, block, line.length);
  }

  @Test
  void aDirectoryInItsPlaceIsSaidToBeOne() throws Exception {
    Files.createDirectories(databaseFile());
    assertEquals(
        databaseFile()
            + " is a directory (Docker makes one where a file that is to be mounted is missing)"
            + ELSEWHERE,
        trouble());
  }

  @Test
  void aFileWhereItsDirectoryIsToBeIsSaidToBeOne() throws Exception {
    Files.createFile(directory);
    assertEquals(directory + " is to be a directory, and is a file" + ELSEWHERE, trouble());
  }

  /** Nobody makes files there, not even root. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aPlaceWhereNobodyMayWriteIsNamed() {
    RecordDatabase database = RecordDatabase.file(Path.of("/sys/icws/record"));
    String trouble = database.explain(assertThrows(SQLException.class, database::connect));
    assertTrue(
        trouble.matches(
            "(/sys is read-only|the user of this process, .+, may not make files in /sys)"
                + ELSEWHERE),
        trouble);
  }

  @Test
  void aFullDiskAndAReadOnlyFileAreSaidToBe() throws Exception {
    fill();
    SQLException full =
        new SQLException(
            "General error",
            "HY000",
            ErrorCode.GENERAL_ERROR_1,
            new IllegalStateException(new IOException("No space left on device")));
    assertEquals(
        "no space is left on the disk of " + directory + ELSEWHERE, database().explain(full));
    SQLException readOnly = new SQLException("read only", "90097", ErrorCode.DATABASE_IS_READ_ONLY);
    assertEquals("it is read-only" + ELSEWHERE, database().explain(readOnly));
  }

  @Test
  void aPathWithTheEndingIsTheSameFile() {
    assertEquals(databaseFile().toString(), RecordDatabase.file(databaseFile()).toString());
    assertEquals(databaseFile().toString(), database().toString());
  }
}
