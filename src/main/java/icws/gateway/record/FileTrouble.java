package icws.gateway.record;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Why a file of the gateway's own cannot be read or written, in an operator's words. */
public final class FileTrouble {

  private FileTrouble() {}

  /** Why a file could not be read. */
  public static String reading(Path file, Exception failure) {
    if (failure instanceof NoSuchFileException && !Files.isSymbolicLink(file)) {
      return "there is no such file";
    }
    return state(file)
        .or(() -> isDenied(failure) ? Optional.of(user() + " may not read it") : Optional.empty())
        .orElseGet(failure::toString);
  }

  /** Why a file could not be made or written. */
  public static String writing(Path file, Exception failure) {
    return state(file).or(() -> system(file, failure)).orElseGet(failure::toString);
  }

  /** What is in the file's place, or in that of its directory. */
  private static Optional<String> state(Path file) {
    if (Files.isDirectory(file)) {
      return Optional.of(
          file
              + " is a directory (Docker makes one where a file that is to be mounted is missing)");
    }
    if (Files.isSymbolicLink(file) && !Files.exists(file)) {
      return Optional.of(file + " is a symbolic link to a file that does not exist");
    }
    Path place = nearestDirectory(file);
    if (Files.exists(place) && !Files.isDirectory(place)) {
      return Optional.of(place + " is to be a directory, and is a file");
    }
    return Optional.empty();
  }

  private static Optional<String> system(Path file, Exception failure) {
    Path place = nearestDirectory(file);
    try {
      FileStore store = Files.getFileStore(place);
      if (store.isReadOnly()) {
        return Optional.of(place + " is read-only");
      }
      // Of what is no disk, such as /proc, the total is nothing too.
      boolean full = store.getTotalSpace() > 0 && store.getUsableSpace() == 0;
      if (full || isSaid(failure, "No space left")) {
        return Optional.of("no space is left on the disk of " + place);
      }
    } catch (IOException unknown) {
      return Optional.empty();
    }
    return isDenied(failure)
        ? Optional.of(
            user()
                + (Files.exists(file)
                    ? " may not write to " + file
                    : " may not make files in " + place))
        : Optional.empty();
  }

  private static String user() {
    return "the user of this process, " + System.getProperty("user.name") + ",";
  }

  /** The directory that the file is in, or that would be the next to be made. */
  private static Path nearestDirectory(Path file) {
    Path place = file.toAbsolutePath().getParent();
    while (place != null && !Files.exists(place)) {
      place = place.getParent();
    }
    return place == null ? file.toAbsolutePath() : place;
  }

  private static boolean isDenied(Exception failure) {
    return causes(failure).anyMatch(AccessDeniedException.class::isInstance)
        || isSaid(failure, "not permitted");
  }

  private static boolean isSaid(Exception failure, String words) {
    return causes(failure).anyMatch(cause -> String.valueOf(cause.getMessage()).contains(words));
  }

  /** A failure and what is behind it. */
  static Stream<Throwable> causes(Exception failure) {
    return Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause);
  }
}
