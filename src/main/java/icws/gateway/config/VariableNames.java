package icws.gateway.config;

import java.util.List;
import java.util.Locale;

/**
 * How MicroProfile Config 3.1 looks for a key in the environment: as it is, with an underscore for
 * whatever is no letter or digit, and that in upper case.
 */
final class VariableNames {
  private VariableNames() {}

  /** The three names of a key, in the order in which they count. */
  static List<String> of(String key) {
    String plain = key.replaceAll("[^A-Za-z0-9]", "_");
    return List.of(key, plain, plain.toUpperCase(Locale.ROOT));
  }

  /** The last of the three, which is what operators write. */
  static String usual(String key) {
    return of(key).get(2);
  }
}
