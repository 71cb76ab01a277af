package icws.gateway.config;

import icws.gateway.record.FileTrouble;
import icws.ic.Bytes;
import icws.ic.identity.Passphrase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file with a secret in it, which nobody but the owner can read, or, where the operator says so,
 * the owner's group too: that is how Kubernetes hands secrets to a process that is not root.
 */
final class SecretFile {
  private static final int MOST_BYTES = 64 * 1024;

  private final Setting setting;
  private final Path path;
  private final boolean groupReadable;

  /**
   * @param setting names the file
   */
  SecretFile(Setting setting, Path path, boolean groupReadable) {
    this.setting = setting;
    this.path = path;
    this.groupReadable = groupReadable;
  }

  /** Whether there is anything in its place. */
  boolean exists() {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * All that is in it.
   *
   * @throws ConfigurationException if it cannot be read, is open to others, or is far too long
   */
  Bytes read() {
    try (InputStream file = Files.newInputStream(path)) {
      requirePermissions();
      byte[] content = file.readNBytes(MOST_BYTES + 1);
      if (content.length > MOST_BYTES) {
        throw unusable("it is longer than " + MOST_BYTES + " bytes", null);
      }
      return Bytes.wrap(content);
    } catch (IOException failure) {
      throw unusable("it cannot be read: " + FileTrouble.reading(path, failure), failure);
    }
  }

  /**
   * What is in it as a passphrase: UTF-8, one line, whose end does not count.
   *
   * @throws ConfigurationException as {@link #read}, or if it is something else
   */
  Passphrase passphrase() {
    String text;
    try {
      text = read().toUtf8();
    } catch (IllegalArgumentException binary) {
      throw unusable("it is not a text in UTF-8", binary);
    }
    String line = text.replaceFirst("^\ufeff", "").replaceFirst("[\r\n]+$", "");
    if (line.isEmpty() || line.contains("\n")) {
      throw unusable("it has to be one line, the passphrase", null);
    }
    return Passphrase.of(line);
  }

  private void requirePermissions() throws IOException {
    if (!isPosix(path)) {
      return;
    }
    Set<PosixFilePermission> allowed =
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE);
    if (groupReadable) {
      allowed.add(PosixFilePermission.GROUP_READ);
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    if (!allowed.containsAll(permissions)) {
      throw unusable(
          "its permissions are "
              + PosixFilePermissions.toString(permissions)
              + "; allowed: "
              + (groupReadable
                  ? "that its owner and its group read it (chmod 640)"
                  : "its owner's alone (chmod 600), or with "
                      + Setting.GROUP_READABLE
                      + "=true that its group reads it too (chmod 640)"),
          null);
    }
  }

  ConfigurationException unusable(String trouble, @Nullable Exception cause) {
    return new ConfigurationException(setting + " is \"" + path + "\"; " + trouble, cause);
  }

  static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
