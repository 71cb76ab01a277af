package icws.gateway.relay;

import icws.gateway.log.SampledLog;
import java.lang.System.Logger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Takes what our code throws, an {@link Error} or not, where it is called by the threads, timers,
 * futures and drivers of others, which would end by it, or forget it without a word.
 *
 * <p>Each kind of fault is said at its first times, and sampled while it goes on. Thread-safe.
 */
public final class Faults {

  private static final Logger LOG = System.getLogger(Faults.class.getName());

  private final SampledLog log;
  private final LongAdder count = new LongAdder();

  /**
   * @param log what is said of a fault may hold words of strangers
   */
  public Faults(SampledLog log) {
    this.log = log;
  }

  /**
   * With a log of its own.
   *
   * @param nanoTime the time in nanoseconds since any moment
   */
  public Faults(LongSupplier nanoTime) {
    this(new SampledLog(nanoTime));
  }

  /** How many there were, said or not. */
  public long count() {
    return count.sum();
  }

  /**
   * Runs a task; what it throws goes no further.
   *
   * @param what the task is, in words that are always the same
   * @return whether it threw nothing
   */
  public boolean contain(String what, Runnable task) {
    try {
      task.run();
      return true;
    } catch (Throwable fault) {
      report(what, fault);
      return false;
    }
  }

  /**
   * Says what was thrown, unless that was said just now. Throws nothing, also where there is no
   * memory left to say it.
   *
   * @param what failed, in words that are always the same
   */
  public void report(String what, Throwable fault) {
    try {
      count.increment();
      log.fault(LOG, fault, what + " failed: " + fault.getClass().getSimpleName());
    } catch (Throwable nothingLeftToSayItWith) {
      // Whoever called goes on, which is all that is left to do.
    }
  }
}
