package icws.ic.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What waits, by party: a party's in the order in which they came, the parties' in turn. For one
 * thread at a time.
 *
 * @param <T> with an identity of its own
 */
final class TurnQueue<T> {

  /** Whose turn it is next comes first; nobody without anything is in it. */
  private final Map<String, Set<T>> waiting = new LinkedHashMap<>();

  void add(String party, T item) {
    waiting.computeIfAbsent(party, any -> new LinkedHashSet<>()).add(item);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  boolean has(String party) {
    return waiting.containsKey(party);
  }

  /** The party whose turn it is among those that may go. */
  Optional<String> next(Predicate<String> mayGo) {
    return waiting.keySet().stream().filter(mayGo).findFirst();
  }

  /** Takes a party's oldest, which must be there; its next turn comes last. */
  T take(String party) {
    Set<T> mine = waiting.remove(party);
    if (mine == null) {
      throw new IllegalStateException("nothing waits for " + party);
    }
    T oldest = mine.iterator().next();
    mine.remove(oldest);
    if (!mine.isEmpty()) {
      waiting.put(party, mine);
    }
    return oldest;
  }

  /** Takes everything of a party, the oldest first. */
  List<T> takeAll(String party) {
    Set<T> mine = waiting.remove(party);
    return mine == null ? List.of() : new ArrayList<>(mine);
  }

  /** Removes one; false if it does not wait here. */
  boolean remove(String party, T item) {
    Set<T> mine = waiting.get(party);
    if (mine == null || !mine.remove(item)) {
      return false;
    }
    if (mine.isEmpty()) {
      waiting.remove(party);
    }
    return true;
  }
}
