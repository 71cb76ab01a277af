package icws.gateway;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for what takes long or may keep its thread, so that the threads on which others' messages
 * travel need not do it: ending sockets, of which there may be thousands at once, and with which
 * containers take their time; on one server sending as well.
 *
 * <p>Overflow policy: CALLER_RUNS, so that nothing is lost. A socket has two calls waiting at most,
 * its session and its connection one each, so that happens to nobody but those who come without a
 * place.
 */
final class BlockingCalls extends ThreadPoolExecutor {
  private static final Logger LOG = System.getLogger(BlockingCalls.class.getName());

  /** More than there are processors: Open Liberty waits seconds for a peer that does not read. */
  private static final int THREADS = 64;

  private static final int CALLS_OF_A_SOCKET = 4;
  private static final long IDLE_SECONDS = 10;

  /**
   * @param sockets how many there may be
   * @param threads makes them
   */
  BlockingCalls(int sockets, ThreadFactory threads) {
    super(
        THREADS,
        THREADS,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(CALLS_OF_A_SOCKET * sockets),
        threads,
        new CallerRunsPolicy());
    allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable call) {
    super.execute(() -> guard(call));
  }

  // One call's failure is nobody else's.
  @SuppressWarnings("CatchingUnchecked")
  private static void guard(Runnable call) {
    try {
      call.run();
    } catch (Throwable failure) {
      LOG.log(
          Level.ERROR,
          "What was to be done for one client failed, which is a fault of the gateway itself",
          failure);
    }
  }
}
