package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityFileTest {
  private final Path directory;

  IdentityFileTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static String refusal(Path file) {
    return String.valueOf(
        assertThrows(ConfigurationException.class, () -> new IdentityFile(file).open())
            .getMessage());
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void theFirstStartMakesAFileForTheOwnerAlone() throws IOException {
    Path made = directory.resolve("a").resolve("b");
    Path file = made.resolve("id.pem");
    new IdentityFile(file).open();
    assertEquals("rw-------", permissions(file));
    assertEquals("rwx------", permissions(made));
    assertTrue(Files.readString(file).startsWith("-----BEGIN PRIVATE KEY-----"));
    try (Stream<Path> files = Files.list(made)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void laterStartsHaveTheSameIdentity() {
    Path file = directory.resolve("id.pem");
    Principal first = new IdentityFile(file).open().principal();
    assertEquals(first, new IdentityFile(file).open().principal());
  }

  @Test
  void aFileThatOthersCanReadIsRefused() throws IOException {
    Path file = directory.resolve("id.pem");
    new IdentityFile(file).open();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    String refusal = refusal(file);
    assertEquals(
        "icws.identity.file is \"%s\"; its permissions are rw-r-----, allowed: its owner's alone (chmod 600)"
            .formatted(file),
        refusal);
  }

  @Test
  void aFileWithoutAKeyIsRefusedAndKept() throws IOException {
    Path file = directory.resolve("id.pem");
    Files.writeString(file, "not a key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    String refusal = refusal(file);
    assertTrue(refusal.startsWith("icws.identity.file is \"" + file + "\"; "), refusal);
    assertEquals("not a key", Files.readString(file));
  }

  @Test
  void aDirectoryThatCannotBeMadeIsRefused() throws IOException {
    Path notADirectory = Files.writeString(directory.resolve("file"), "");
    Path file = notADirectory.resolve("id.pem");
    String refusal = refusal(file);
    assertTrue(refusal.startsWith("icws.identity.file is \"" + file + "\"; "), refusal);
  }
}
