package icws.gateway;

import jakarta.servlet.ServletContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;

/**
 * Loads the application's own classes when it starts.
 *
 * <p>A server may lose an application's files while the application runs or stops: Payara Micro
 * that has unpacked itself into the temporary directory removes them at the end of the process,
 * beside the application's stop, and whoever cleans that directory removes them at any time. A
 * class that is needed for the first time after that is not found.
 */
final class EagerClasses {
  private static final Logger LOG = System.getLogger(EagerClasses.class.getName());
  private static final String ROOT = "/WEB-INF/classes/";
  private static final String ENDING = ".class";

  private EagerClasses() {}

  /** Loads every class below {@code WEB-INF/classes}, without running anything of it. */
  static void load(ServletContext application) {
    load(application, ROOT);
  }

  private static void load(ServletContext application, String directory) {
    Set<String> paths = application.getResourcePaths(directory);
    if (paths == null) {
      return;
    }
    for (String path : paths) {
      if (path.endsWith("/")) {
        load(application, path);
      } else if (path.endsWith(ENDING)) {
        String name = path.substring(ROOT.length(), path.length() - ENDING.length());
        loadClass(name.replace('/', '.'));
      }
    }
  }

  private static void loadClass(String name) {
    try {
      Class<?> unused = Class.forName(name, false, EagerClasses.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError notOnThisServer) {
      LOG.log(Level.DEBUG, "{0} does not load: {1}", name, notOnThisServer.toString());
    }
  }
}
