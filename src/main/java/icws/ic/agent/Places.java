package icws.ic.agent;

import java.util.HashMap;
import java.util.Map;

/**
 * A limited number of places, of which no party holds more than are left for the others: so one
 * that gives none back leaves room for everybody else. For one thread at a time.
 */
final class Places {

  private final int most;

  /** By party; nobody without a place is in it. */
  private final Map<String, Integer> taken = new HashMap<>();

  private int takenInAll;

  Places(int most) {
    this.most = most;
  }

  boolean hasRoomFor(String party) {
    int left = most - takenInAll;
    return left > 0 && taken.getOrDefault(party, 0) <= left;
  }

  boolean isFull() {
    return takenInAll >= most;
  }

  void take(String party) {
    change(party, 1);
  }

  void giveBack(String party) {
    change(party, -1);
  }

  int taken() {
    return takenInAll;
  }

  private void change(String party, int change) {
    takenInAll += change;
    taken.merge(party, change, (one, other) -> one + other == 0 ? null : one + other);
  }
}
