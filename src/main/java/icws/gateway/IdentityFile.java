package icws.gateway;

import icws.ic.Ed25519Identity;
import icws.ic.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * The gateway's identity, kept in a PEM file: made at the first start, the same ever after, because
 * canisters know a gateway by its principal.
 *
 * <p>The file is made readable for its owner alone, in a directory that, if it had to be made, is
 * the owner's alone too; a file that others can read is refused.
 */
final class IdentityFile {
  private static final Logger LOG = System.getLogger(IdentityFile.class.getName());
  private static final FileAttribute<?> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path path;

  IdentityFile(Path path) {
    this.path = path;
  }

  /**
   * The identity in the file; makes both if there is no file.
   *
   * @throws ConfigurationException if the file cannot be read or made, holds no usable key, or is
   *     open to others
   */
  Identity open() {
    try {
      if (Files.notExists(path)) {
        create();
      }
      requireOwnerOnly();
      Identity identity = Ed25519Identity.load(path);
      LOG.log(Level.INFO, "The gateway''s principal is {0} ({1})", identity.principal(), path);
      return identity;
    } catch (IOException | UncheckedIOException | IllegalArgumentException unusable) {
      throw new ConfigurationException(
          "icws.identity.file is \"" + path + "\"; it cannot be used: " + unusable, unusable);
    }
  }

  private void create() throws IOException {
    Path directory = path.getParent();
    Files.createDirectories(directory, where(OWNER_ONLY_DIRECTORY));
    Path draft = Files.createTempFile(directory, "identity", ".new", where(OWNER_ONLY_FILE));
    try {
      Files.writeString(draft, Ed25519Identity.generate(new SecureRandom()).toPem());
      // Ordering: the file appears whole or not at all; of two gateways that start at once
      // the second finds the file of the first.
      Files.move(draft, path);
      LOG.log(Level.INFO, "Made a new identity in {0}", path);
    } catch (FileAlreadyExistsException anotherGateway) {
      LOG.log(Level.INFO, "Another start has just made {0}", path);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private void requireOwnerOnly() throws IOException {
    if (!posix()) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    for (PosixFilePermission permission : permissions) {
      if (!permission.name().startsWith("OWNER_")) {
        throw new ConfigurationException(
            "icws.identity.file is \"%s\"; its permissions are %s, allowed: its owner's alone (chmod 600)"
                .formatted(path, PosixFilePermissions.toString(permissions)));
      }
    }
  }

  private FileAttribute<?>[] where(FileAttribute<?> attribute) {
    return posix() ? new FileAttribute<?>[] {attribute} : new FileAttribute<?>[0];
  }

  private boolean posix() {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
