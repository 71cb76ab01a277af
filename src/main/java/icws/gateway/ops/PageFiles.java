package icws.gateway.ops;

import icws.ic.Bytes;
import icws.ic.Sha256;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page, in memory: what a request may ask for is their paths and nothing else.
 * Immutable.
 */
final class PageFiles {
  private static final String INDEX = "/index.html";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "txt", "text/plain; charset=utf-8");

  /** By path, below the context root. */
  private final Map<String, PageAnswer> files = new HashMap<>();

  private PageFiles() {}

  /** Reads them. */
  static PageFiles read(ServletContext application) {
    PageFiles files = new PageFiles();
    files.read(application, "/");
    return files;
  }

  /**
   * The file at a path.
   *
   * @param path below the context root; the root itself is the index
   */
  Optional<PageAnswer> find(String path) {
    return Optional.ofNullable(files.get(path.isEmpty() || path.equals("/") ? INDEX : path));
  }

  private void read(ServletContext application, String directory) {
    Set<String> paths = application.getResourcePaths(directory);
    for (String path : paths == null ? Set.<String>of() : paths) {
      if (path.endsWith("/")) {
        if (!isHidden(path)) {
          read(application, path);
        }
      } else {
        files.put(path, answer(path, content(application, path)));
      }
    }
  }

  /** As the Servlet specification has it (6.0, section 10.5). */
  private static boolean isHidden(String directory) {
    String name = directory.toUpperCase(Locale.ROOT);
    return name.equals("/WEB-INF/") || name.equals("/META-INF/");
  }

  private static Bytes content(ServletContext application, String path) {
    try (@Nullable InputStream in = application.getResourceAsStream(path)) {
      return in == null ? Bytes.EMPTY : Bytes.wrap(in.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the file " + path + " of the page", unreadable);
    }
  }

  private static PageAnswer answer(String path, Bytes content) {
    String ending = path.substring(path.lastIndexOf('.') + 1);
    return new PageAnswer(
        200,
        Map.of(
            "Content-Type",
            TYPES.getOrDefault(ending, "application/octet-stream"),
            "Cache-Control",
            "no-cache",
            "ETag",
            '"' + Sha256.hash(content).slice(0, 16).hex() + '"'),
        content);
  }
}
