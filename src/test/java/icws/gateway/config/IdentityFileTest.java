package icws.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Principal;
import icws.ic.identity.Passphrase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityFileTest {
  private final Path directory;
  private final Path file;

  IdentityFileTest(@TempDir Path directory) {
    this.directory = directory;
    this.file = directory.resolve("id.pem");
  }

  private static Principal open(Path file) {
    return open(file, false, Passphrase.none());
  }

  private static Principal open(Path file, boolean groupReadable, Passphrase passphrase) {
    return new IdentityFile(new IdentityConfiguration(file, groupReadable, passphrase))
        .open()
        .principal();
  }

  private static String refusal(Path file) {
    return refusal(file, false);
  }

  private static String refusal(Path file, boolean groupReadable) {
    String message =
        String.valueOf(
            assertThrows(
                    ConfigurationException.class,
                    () -> open(file, groupReadable, Passphrase.none()))
                .getMessage());
    String subject = "icws.identity.file is \"" + file + "\"; ";
    assertTrue(message.startsWith(subject), message);
    return message.substring(subject.length());
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Path permit(Path file, String permissions) throws IOException {
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private Path write(String content) throws IOException {
    return permit(Files.writeString(file, content), "rw-------");
  }

  @Test
  void theFirstStartMakesAFileForTheOwnerAlone() throws IOException {
    Path made = directory.resolve("a").resolve("b");
    Path inside = made.resolve("id.pem");
    open(inside);
    assertEquals("rw-------", permissions(inside));
    assertEquals("rwx------", permissions(made));
    assertTrue(Files.readString(inside).startsWith("-----BEGIN PRIVATE KEY-----"));
    try (Stream<Path> files = Files.list(made)) {
      assertEquals(List.of(inside), files.toList());
    }
  }

  @Test
  void laterStartsHaveTheSameIdentity() {
    assertEquals(open(file), open(file));
  }

  @Test
  void withAPassphraseTheFileIsMadeAndReadEncrypted() throws IOException {
    Passphrase passphrase = Passphrase.of("swordfish");
    Principal made = open(file, false, passphrase);
    assertTrue(Files.readString(file).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    assertEquals(made, open(file, false, passphrase));
    assertEquals(
        "it holds an encrypted private key, and no passphrase is set; set"
            + " icws.identity.passphrase-file to a file with the right one",
        refusal(file));
  }

  @Test
  void aPassphraseOfAKeyThatIsNotEncryptedDoesNoHarm() {
    assertEquals(open(file), open(file, false, Passphrase.of("swordfish")));
  }

  @Test
  void aFileThatOthersCanReadIsRefused() throws IOException {
    open(file);
    permit(file, "rw-r-----");
    assertEquals(
        "its permissions are rw-r-----; allowed: its owner's alone (chmod 600), or with"
            + " icws.identity.group-readable=true that its group reads it too (chmod 640)",
        refusal(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"r--r-----", "rw-r-----", "rw-------"})
  void itsGroupMayReadItWhereTheOperatorSaysSo(String permissions) throws IOException {
    Principal principal = open(file);
    permit(file, permissions);
    assertEquals(principal, open(file, true, Passphrase.none()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw----", "rw-r--r--", "rw----r--", "rw-r-x---"})
  void nobodyElseMayAndItsGroupMayNotWrite(String permissions) throws IOException {
    open(file);
    permit(file, permissions);
    assertEquals(
        "its permissions are "
            + permissions
            + "; allowed: that its owner and its group read it (chmod 640)",
        refusal(file, true));
  }

  /** Kubernetes' links: {@code id.pem -> ..data/id.pem}, {@code ..data -> ..2026_01_01/}. */
  @Test
  void linksAreFollowed() throws IOException {
    Principal principal = open(file);
    Path version = Files.createDirectory(directory.resolve("..2026_01_01"));
    Files.move(file, version.resolve("id.pem"));
    Files.createSymbolicLink(directory.resolve("..data"), Path.of("..2026_01_01"));
    Files.createSymbolicLink(file, Path.of("..data", "id.pem"));
    assertEquals(principal, open(file));
    permit(version.resolve("id.pem"), "r--r--r--");
    assertTrue(refusal(file).startsWith("its permissions are r--r--r--; "));
  }

  @Test
  void aLinkToNothingIsRefusedAndKept() throws IOException {
    Files.createSymbolicLink(file, directory.resolve("absent.pem"));
    assertEquals(
        "it cannot be read: " + file + " is a symbolic link to a file that does not exist",
        refusal(file));
    assertTrue(Files.isSymbolicLink(file));
    assertFalse(Files.exists(directory.resolve("absent.pem")));
  }

  @Test
  void aFileWithoutAKeyIsRefusedAndKept() throws IOException {
    write("not a key");
    assertEquals(
        "it holds no private key in PEM, which begins with -----BEGIN PRIVATE KEY-----",
        refusal(file));
    assertEquals("not a key", Files.readString(file));
    write("");
    assertEquals("it holds nothing; it is empty", refusal(file));
  }

  @Test
  void aFileThatIsNoKeysIsNotReadWhole() throws IOException {
    write("x".repeat(1 << 20));
    assertEquals("it is longer than 65536 bytes", refusal(file));
  }

  @Test
  void aDirectoryInItsPlaceIsRefused() throws IOException {
    permit(Files.createDirectory(file), "rwx------");
    assertEquals(
        "it cannot be read: "
            + file
            + " is a directory (Docker makes one where a file that is to be mounted is missing)",
        refusal(file));
  }

  @Test
  void aDirectoryThatCannotBeMadeIsRefused() throws IOException {
    Path notADirectory = Files.writeString(directory.resolve("file"), "");
    assertEquals(
        "there is no such file, and none can be made: "
            + notADirectory
            + " is to be a directory, and is a file",
        refusal(notADirectory.resolve("id.pem")));
  }

  /** Nobody makes files there, not even root. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aPlaceWhereNoFileCanBeMadeIsNamed() {
    String refusal = refusal(Path.of("/sys/icws/id.pem"));
    assertTrue(
        refusal.matches(
            "there is no such file, and none can be made: (/sys is read-only|the user of this"
                + " process, .+,"
                + " may not make files in /sys)"),
        refusal);
  }
}
