package icws.load;

import java.util.ArrayList;
import java.util.List;

/** What went wrong on many threads: the first of it, and how much there was. Thread-safe. */
final class Faults {
  private static final int MOST_KEPT = 20;
  private static final int MOST_CHARS = 500;

  // Guarded by this.
  private final List<Throwable> kept = new ArrayList<>();
  private long count;

  synchronized void add(String where, Throwable why) {
    count++;
    if (kept.size() < MOST_KEPT) {
      String text = where + ": " + why;
      kept.add(new AssertionError(text.substring(0, Math.min(text.length(), MOST_CHARS)), why));
    }
  }

  /** Fails with the first faults, if there was any. */
  synchronized void throwIfAny() {
    if (count > 0) {
      AssertionError all = new AssertionError(count + " faults, the first ones: " + kept);
      kept.forEach(all::addSuppressed);
      throw all;
    }
  }
}
