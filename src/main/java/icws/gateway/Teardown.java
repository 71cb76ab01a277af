package icws.gateway;

import icws.gateway.relay.Faults;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has been started, to be ended in the opposite order; each thing, whatever became of the
 * others. For one thread at a time.
 */
final class Teardown implements AutoCloseable {

  private final Faults faults;
  private final Deque<Runnable> ends = new ArrayDeque<>();

  Teardown(Faults faults) {
    this.faults = faults;
  }

  /** Something has been started that ends so. */
  void add(Runnable end) {
    ends.push(end);
  }

  /** Ends everything, once. */
  @Override
  public void close() {
    while (!ends.isEmpty()) {
      faults.contain("Taking the gateway down", ends.pop());
    }
  }
}
