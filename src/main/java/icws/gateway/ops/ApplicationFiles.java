package icws.gateway.ops;

import jakarta.servlet.ServletContext;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether the application's files are still where the server unpacked them. Without them it has no
 * pages, and some servers no endpoints for new clients either. Thread-safe.
 */
public final class ApplicationFiles {
  /** Any file that every WAR of this project has. */
  private static final String SAMPLE = "/WEB-INF/beans.xml";

  /** Null while it is not known, and on a server that unpacks nothing. */
  private volatile @Nullable Path sample;

  /** Notes where they are. To be called when the application starts. */
  public void locate(ServletContext application) {
    String path = application.getRealPath(SAMPLE);
    sample = path == null || Files.notExists(Path.of(path)) ? null : Path.of(path);
  }

  /** False if they were there once and are not any more. */
  boolean areThere() {
    Path known = sample;
    return known == null || Files.exists(known);
  }
}
