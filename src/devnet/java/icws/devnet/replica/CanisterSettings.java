package icws.devnet.replica;

import icws.ic.Principal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What controllers may set. Only the controllers and the environment variables have an effect here;
 * the limits are kept and reported.
 *
 * @param limits by their Candid field name; absent ones have the IC's default
 */
public record CanisterSettings(
    List<Principal> controllers, Map<String, BigInteger> limits, Map<String, String> environment) {
  /** As on the IC. */
  public static final int MAX_CONTROLLERS = 10;

  /** The numeric settings and their defaults. */
  public static final Map<String, BigInteger> DEFAULT_LIMITS =
      Map.of(
          "compute_allocation",
          BigInteger.ZERO,
          "memory_allocation",
          BigInteger.ZERO,
          "freezing_threshold",
          BigInteger.valueOf(2_592_000),
          "reserved_cycles_limit",
          BigInteger.valueOf(5_000_000_000_000L),
          "wasm_memory_limit",
          BigInteger.valueOf(3L << 30),
          "wasm_memory_threshold",
          BigInteger.ZERO);

  public CanisterSettings {
    controllers = List.copyOf(controllers);
    Map<String, BigInteger> all = new TreeMap<>(DEFAULT_LIMITS);
    all.putAll(limits);
    limits = Map.copyOf(all);
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
  }

  public static CanisterSettings controlledBy(Principal controller) {
    return new CanisterSettings(List.of(controller), Map.of(), Map.of());
  }
}
