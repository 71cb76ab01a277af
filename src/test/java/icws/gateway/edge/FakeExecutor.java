package icws.gateway.edge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Runs what it is given at once, or later, when the test says so. */
final class FakeExecutor implements Executor {
  private final Deque<Runnable> held = new ArrayDeque<>();
  private boolean isHolding;

  @Override
  public void execute(Runnable call) {
    if (isHolding) {
      held.add(call);
    } else {
      call.run();
    }
  }

  /** From now on what comes waits. */
  void hold() {
    isHolding = true;
  }

  int waiting() {
    return held.size();
  }

  /** Runs what waits, and at once what comes then. */
  void letGo() {
    isHolding = false;
    while (!held.isEmpty()) {
      held.remove().run();
    }
  }
}
