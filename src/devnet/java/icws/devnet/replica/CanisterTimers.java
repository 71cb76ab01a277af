package icws.devnet.replica;

import icws.ic.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The global timer of every canister. For the replica's thread. */
final class CanisterTimers {
  private final Replica replica;
  private final ScheduledExecutorService thread;
  private final Map<Principal, ScheduledFuture<?>> pending = new HashMap<>();

  CanisterTimers(Replica replica, ScheduledExecutorService thread) {
    this.replica = replica;
    this.thread = thread;
  }

  /** Sets, or with 0 stops, a canister's timer; the deadline is in nanoseconds since 1970-01-01. */
  void set(Canister canister, long deadlineNanos) {
    canister.timerNanos(deadlineNanos);
    schedule(canister);
  }

  /** Schedules a timer that was set before, for example when the canister starts again. */
  void schedule(Canister canister) {
    cancel(canister);
    long deadline = canister.timerNanos();
    if (deadline == 0) {
      return;
    }
    // Unsigned: canisters set the largest value for "never".
    long delay =
        Long.compareUnsigned(deadline, replica.nowNanos()) <= 0 ? 0 : deadline - replica.nowNanos();
    if (delay >= 0) {
      pending.put(
          canister.id(),
          thread.schedule(
              () -> replica.post(() -> fire(canister, deadline)), delay, TimeUnit.NANOSECONDS));
    }
  }

  void cancel(Canister canister) {
    ScheduledFuture<?> timer = pending.remove(canister.id());
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void fire(Canister canister, long deadline) {
    if (canister.timerNanos() != deadline || !canister.isRunning()) {
      return;
    }
    pending.remove(canister.id());
    canister.timerNanos(0);
    replica.router().systemTask(canister, "canister_global_timer");
  }
}
