package icws.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs callbacks one after the other, in the order in which they come, on whichever thread brings
 * one while none runs. Those that wait are few: one message, and what ends connections.
 */
final class Turns {
  private static final Logger LOG = System.getLogger(Turns.class.getName());

  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  // Of those that wait, and the one that runs.
  private final AtomicInteger present = new AtomicInteger();

  /**
   * Runs it now, or when those before it have run.
   *
   * @param callback should throw nothing; where it does, that is said
   */
  void run(Runnable callback) {
    waiting.add(callback);
    if (present.getAndIncrement() == 0) {
      do {
        runNext();
      } while (present.decrementAndGet() != 0);
    }
  }

  private void runNext() {
    try {
      waiting.remove().run();
    } catch (Throwable fault) {
      // Those behind it would never run.
      LOG.log(Level.WARNING, "a callback threw", fault);
    }
  }
}
