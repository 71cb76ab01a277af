package icws.gateway.config;

import icws.gateway.record.FileTrouble;
import icws.ic.Bytes;
import icws.ic.identity.Ed25519Identity;
import icws.ic.identity.Identity;
import icws.ic.identity.IdentityPem;
import icws.ic.identity.PassphraseException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/**
 * The gateway's identity, kept in a PEM file: the operator's, or made at the first start; the same
 * ever after, because canisters know a gateway by its principal.
 *
 * <p>A file that is made here is readable for its owner alone, in a directory that, if it had to be
 * made, is the owner's alone too, and encrypted if there is a passphrase.
 */
public final class IdentityFile {
  private static final Logger LOG = System.getLogger(IdentityFile.class.getName());
  private static final FileAttribute<?> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final IdentityConfiguration configuration;
  private final Path path;
  private final SecretFile file;

  /** The file that a configuration names; nothing is read yet. */
  public IdentityFile(IdentityConfiguration configuration) {
    this.configuration = configuration;
    this.path = configuration.file();
    this.file = new SecretFile(Setting.IDENTITY_FILE, path, configuration.groupReadable());
  }

  /**
   * The identity in the file; makes both if there is no file.
   *
   * @throws ConfigurationException if the file cannot be read or made, holds no usable key, or is
   *     open to others
   */
  public Identity open() {
    if (!file.exists()) {
      create();
    }
    Identity identity = read();
    LOG.log(Level.INFO, "The gateway''s principal is {0} ({1})", identity.principal(), path);
    return identity;
  }

  private Identity read() {
    Bytes content = file.read();
    try {
      Identity identity = IdentityPem.read(content, configuration.passphrase());
      if (!configuration.passphrase().isNone() && !IdentityPem.isEncrypted(content)) {
        LOG.log(Level.WARNING, "The key in {0} is not encrypted: its passphrase is unused", path);
      }
      return identity;
    } catch (PassphraseException closed) {
      throw file.unusable(
          "it holds "
              + closed.getMessage()
              + "; set "
              + Setting.PASSPHRASE_FILE
              + " to a file"
              + " with the right one",
          closed);
    } catch (IllegalArgumentException foreign) {
      throw file.unusable("it holds " + foreign.getMessage(), foreign);
    }
  }

  private void create() {
    try {
      Path directory = path.toAbsolutePath().getParent();
      Files.createDirectories(directory, where(OWNER_ONLY_DIRECTORY));
      Path draft = Files.createTempFile(directory, "identity", ".new", where(OWNER_ONLY_FILE));
      try {
        fill(draft);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException failure) {
      throw file.unusable(
          "there is no such file, and none can be made: " + FileTrouble.writing(path, failure),
          failure);
    }
  }

  private void fill(Path draft) throws IOException {
    Ed25519Identity made = Ed25519Identity.generate(new SecureRandom());
    Files.writeString(draft, IdentityPem.write(made, configuration.passphrase()));
    try {
      // Ordering: the file appears whole or not at all; of two gateways that start at once
      // the second finds the file of the first.
      Files.move(draft, path);
      LOG.log(
          Level.INFO,
          "There was no key: made one in {0}. Keep it, since canisters know the gateway by it",
          path);
    } catch (FileAlreadyExistsException anotherGateway) {
      LOG.log(
          Level.INFO,
          "Another gateway that starts has just made the key in {0}; it is used here, too",
          path);
    }
  }

  private FileAttribute<?>[] where(FileAttribute<?> attribute) {
    return SecretFile.isPosix(path) ? new FileAttribute<?>[] {attribute} : new FileAttribute<?>[0];
  }
}
