package icws.bench.arena;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The one thread on which clients read what has arrived. While a broadcast is measured it can be
 * held, so that reading takes no processor from those who still wait. Thread-safe.
 */
final class Reader implements Executor, AutoCloseable {
  private final ExecutorService thread = Executors.newSingleThreadExecutor(Reader::daemon);

  // Guarded by this.
  private final Deque<Runnable> held = new ArrayDeque<>();
  private boolean holds;
  private long most;

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "reader");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public synchronized void execute(Runnable reading) {
    if (!holds) {
      thread.execute(reading);
      return;
    }
    held.add(reading);
    if (held.size() >= most) {
      release();
    }
  }

  /** Reads nothing more until so many frames have come, or until {@link #release}. */
  synchronized void hold(long frames) {
    holds = true;
    most = frames;
  }

  /** Reads on. */
  synchronized void release() {
    holds = false;
    held.forEach(thread::execute);
    held.clear();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
