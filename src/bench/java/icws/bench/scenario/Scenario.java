package icws.bench.scenario;

import icws.bench.arena.Arena;
import icws.bench.arena.Round;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Something that is done to a gateway and measured. */
public interface Scenario {

  /** What it is, in a few words. */
  String title();

  /** Does one round of it; nobody is left connected. */
  void run(Arena arena, Round round) throws IOException, InterruptedException;

  /** All of them, by their letters. */
  static Map<String, Scenario> all() {
    Map<String, Scenario> all = new TreeMap<>();
    all.put("a", new Speaking());
    all.put("b", new RoundTrips());
    all.put("c", new BackToBack());
    all.put("d", new Broadcast());
    all.put("e", new Silence());
    all.put("f", new SilentCanisters());
    all.put("g", new Openings());
    all.put("h", new ProcessorTime());
    all.put("i", new Allocation());
    all.put("j", new Typing());
    return all;
  }

  /**
   * Those with these letters.
   *
   * @throws IllegalArgumentException if there is none of a letter
   */
  static Map<String, Scenario> of(Collection<String> letters) {
    Map<String, Scenario> chosen = new TreeMap<>(all());
    if (!chosen.keySet().containsAll(letters)) {
      throw new IllegalArgumentException("scenarios are " + all().keySet() + ", not " + letters);
    }
    chosen.keySet().retainAll(Set.copyOf(letters));
    return chosen;
  }
}
