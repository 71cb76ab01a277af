package icws.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A test in a real browser, skipped where there is none.
 *
 * @param file which one of {@code src/test/browser}
 */
record BrowserTest(String file) {
  /** Where what JavaScript tests print is kept. */
  static final Path OUTPUT = Path.of("target", "javascript-tests");

  private static final System.Logger LOG = System.getLogger(BrowserTest.class.getName());
  private static final String NO_CHROMIUM =
      "no Chromium on the PATH (on Debian: apt-get install chromium)";
  private static final Path BROWSER = Path.of("src", "test", "browser");

  /**
   * Runs it to its end; fails unless everything in it passed.
   *
   * @param whereabouts what it is told, beside where the browser is
   */
  void run(Map<String, String> whereabouts) throws IOException, InterruptedException {
    Optional<Path> chromium = Chromium.find();
    if (chromium.isEmpty()) {
      LOG.log(Level.WARNING, "{0} is skipped: {1}", file, NO_CHROMIUM);
    }
    assumeTrue(chromium.isPresent(), NO_CHROMIUM);
    Map<String, String> environment = new HashMap<>(whereabouts);
    environment.put("ICWS_CHROMIUM", chromium.orElseThrow().toString());
    List<String> command = List.of("node", "--test", "--test-timeout=180000", file);
    new JavaScriptTest(BROWSER, command, environment).run(OUTPUT.resolve(file + ".log"));
  }
}
