package icws.gateway.relay.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Gives turns when the test says so, in the test's thread, in the order of asking. */
final class ManualTurns implements Executor {

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean refusing;

  /** Whether turns are refused, as by a pool that was shut down. */
  void refuse(boolean refuse) {
    refusing = refuse;
  }

  @Override
  public void execute(Runnable task) {
    if (refusing) {
      throw new RejectedExecutionException("as told");
    }
    waiting.add(task);
  }

  int waiting() {
    return waiting.size();
  }

  /** Gives one turn. */
  void one() {
    waiting.remove().run();
  }

  /** Gives turns as long as there is somebody who wants one. */
  void all() {
    while (!waiting.isEmpty()) {
      one();
    }
  }
}
