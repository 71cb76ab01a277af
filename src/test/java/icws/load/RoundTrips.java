package icws.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** How long answers took, in nanoseconds, since the last {@link #take}. Thread-safe. */
final class RoundTrips implements LongConsumer {
  // Guarded by this.
  private List<Long> nanos = new ArrayList<>();

  @Override
  public synchronized void accept(long value) {
    nanos.add(value);
  }

  /** Takes all there are, sorted. */
  synchronized List<Long> take() {
    List<Long> taken = nanos;
    nanos = new ArrayList<>();
    taken.sort(null);
    return taken;
  }
}
