package icws.gateway;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

/**
 * The processor time that the calling thread has used, in nanoseconds; where the Java machine does
 * not tell that, as of a virtual thread, the time that has passed. Thread-safe.
 */
final class ThreadTime implements LongSupplier {

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  @Override
  public long getAsLong() {
    try {
      long used = threads.getCurrentThreadCpuTime();
      return used < 0 ? System.nanoTime() : used;
    } catch (UnsupportedOperationException notTold) {
      return System.nanoTime();
    }
  }
}
