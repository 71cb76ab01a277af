package icws.gateway.relay;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Takes what our code throws, an {@link Error} or not, where it is called by the threads, timers,
 * futures and drivers of others, which would end by it, or forget it without a word.
 *
 * <p>Each kind of fault is said at its first time, and again once in {@link #SILENCE} while it goes
 * on. Thread-safe.
 */
public final class Faults {

  static final Duration SILENCE = Duration.ofMinutes(1);

  private static final Logger LOG = System.getLogger(Faults.class.getName());

  /** The names come from our own code, so there are a few dozen; no name is worth a leak. */
  private static final int MOST_KINDS = 256;

  private static final class Said {
    private long nanos;
    private long unsaid;
  }

  private final LongSupplier nanoTime;
  private final LongAdder count = new LongAdder();

  // Guarded by itself.
  private final Map<String, Said> kinds = new HashMap<>();

  /**
   * @param nanoTime the time in nanoseconds since any moment
   */
  public Faults(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
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
      long unsaid = unsaid(what + fault.getClass().getName());
      if (unsaid >= 0) {
        LOG.log(Level.ERROR, what + " failed" + (unsaid > 0 ? more(unsaid) : ""), fault);
      }
    } catch (Throwable nothingLeftToSayItWith) {
      // Whoever called goes on, which is all that is left to do.
    }
  }

  private static String more(long unsaid) {
    return " again, and " + unsaid + " times since it was last said";
  }

  /** How often this was not said; negative if it is not to be said now. */
  private long unsaid(String kind) {
    long now = nanoTime.getAsLong();
    synchronized (kinds) {
      Said said = kinds.get(kind);
      if (said != null && now - said.nanos < SILENCE.toNanos()) {
        said.unsaid++;
        return -1;
      }
      if (said == null && kinds.size() == MOST_KINDS) {
        return -1;
      }
      long unsaid = said == null ? 0 : said.unsaid;
      Said fresh = kinds.computeIfAbsent(kind, any -> new Said());
      fresh.nanos = now;
      fresh.unsaid = 0;
      return unsaid;
    }
  }
}
