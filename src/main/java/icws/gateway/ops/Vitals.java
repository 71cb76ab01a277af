package icws.gateway.ops;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What has to go on for the gateway to be alive, and would not begin again by itself. Thread-safe.
 */
public final class Vitals {

  private final Map<String, Supplier<Optional<String>>> checks;

  /**
   * @param checks by the name of what each looks at; each says in words what is wrong, or nothing
   */
  public Vitals(Map<String, Supplier<Optional<String>>> checks) {
    this.checks = new LinkedHashMap<>(checks);
  }

  /** What is wrong, in words; empty while all goes on. */
  public List<String> complaints() {
    return checks.entrySet().stream()
        .flatMap(check -> complaint(check.getKey(), check.getValue()).stream())
        .toList();
  }

  private static Optional<String> complaint(String name, Supplier<Optional<String>> check) {
    try {
      return check.get();
    } catch (Throwable fault) {
      return Optional.of(name + " cannot be looked at: " + fault);
    }
  }
}
