package icws.artifacts;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Where what is published lies, and how it is read. */
final class Artifacts {
  static final Path FOLDER = Path.of("target/artifacts").toAbsolutePath();

  private Artifacts() {}

  /** The version of this build. */
  static String version() throws IOException {
    return Pom.read(Path.of("pom.xml")).version();
  }

  /**
   * A file of this version.
   *
   * @param ending what follows the version, such as {@code -sources.jar}
   */
  static Path file(String name, String ending) throws IOException {
    return FOLDER.resolve(name + "-" + version() + ending);
  }

  /** The jar itself. */
  static Path jar(String name) throws IOException {
    return file(name, ".jar");
  }

  /** The names of the files in a jar or zip. */
  static Set<String> entries(Path archive) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      return zip.stream()
          .filter(entry -> !entry.isDirectory())
          .map(ZipEntry::getName)
          .collect(Collectors.toSet());
    }
  }

  /** Unpacks a zip into a folder. */
  static void unpack(Path archive, Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (String name : entries(archive)) {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.copy(zip.getInputStream(zip.getEntry(name)), file);
      }
    }
  }

  /** The jars that this test runs with, none of which is of this project. */
  static List<Path> libraries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> path.endsWith(".jar"))
        .map(Path::of)
        .toList();
  }

  /** A jar by its file's name: one of this build, or one that this test runs with. */
  static Path jarCalled(String fileName) {
    return Stream.concat(Stream.of(FOLDER.resolve(fileName)), libraries().stream())
        .filter(path -> path.endsWith(fileName) && Files.exists(path))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no jar is called " + fileName));
  }

  /** As {@link #entries}, where it cannot fail. */
  static Set<String> entriesOf(Path archive) {
    try {
      return entries(archive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
