package icws.devnet.replica;

import icws.devnet.state.Moment;
import icws.devnet.state.StateTree;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Messages wait for the next block. A block takes those that have come, in no promised order, and
 * {@link #MAX_MESSAGES} at most; what they cause, as calls between canisters, belongs to it. When
 * its certification is due it is executed, certified and seen in one step: the Internet Computer
 * executes it before, but answers queries from certified state only, so that nobody outside can
 * tell. Canisters see the time at which the block was made, and it is the certificate's time, too.
 * Between two such steps state and certificate stay as they are.
 *
 * <p>For the replica's thread, but for {@link #certified}.
 */
final class Blocks implements Rhythm {
  /** As many ingress messages as a block of the Internet Computer takes. */
  static final int MAX_MESSAGES = 1_000;

  /** How many messages a block may cause; more are left to the next one. */
  private static final int MAX_CAUSED = 10_000;

  /** What the replica does in each block, beside its messages. */
  interface Steps {
    /** Before the messages. */
    void beat();

    /** The state after all of them. */
    StateTree state();

    /** When that state can be seen. */
    void seen();
  }

  private final BlockTimes times;
  private final ScheduledExecutorService thread;
  private final LongSupplier clockNanos;
  private final Steps steps;
  private final Random random;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Deque<Runnable> caused = new ArrayDeque<>();
  private volatile Moment certified;
  private boolean executing;
  private long nanos;
  private long lastDueNanos = System.nanoTime();

  Blocks(BlockTimes times, ScheduledExecutorService thread, LongSupplier clockNanos, Steps steps) {
    this.times = times;
    this.thread = thread;
    this.clockNanos = clockNanos;
    this.steps = steps;
    this.random = new Random(times.seed());
    this.nanos = clockNanos.getAsLong();
    this.certified = Moment.ofBlock(steps.state(), nanos);
    scheduleNext();
  }

  @Override
  public void post(Runnable message) {
    (executing ? caused : waiting).add(message);
  }

  @Override
  public Moment certified() {
    return certified;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  private void scheduleNext() {
    schedule(this::make, draw(times.interval()));
  }

  private void schedule(Runnable task, long delayNanos) {
    ScheduledFuture<?> unused = thread.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
  }

  private long draw(Duration mean) {
    return (long) (mean.toNanos() * (2 + 2 * random.nextDouble()) / 3);
  }

  private void make() {
    scheduleNext();
    List<Runnable> messages = take();
    Collections.shuffle(messages, random);
    long blockNanos = clockNanos.getAsLong();
    long now = System.nanoTime();
    // Ordering: no block is certified before the one that it follows.
    lastDueNanos = Math.max(lastDueNanos, now + draw(times.certification()));
    schedule(() -> execute(blockNanos, messages), lastDueNanos - now);
  }

  private List<Runnable> take() {
    List<Runnable> messages = new ArrayList<>();
    while (!waiting.isEmpty() && messages.size() < MAX_MESSAGES) {
      messages.add(waiting.remove());
    }
    return messages;
  }

  private void execute(long blockNanos, List<Runnable> messages) {
    nanos = blockNanos;
    executing = true;
    try {
      steps.beat();
      messages.forEach(Runnable::run);
      executeCaused();
    } finally {
      executing = false;
      certified = Moment.ofBlock(steps.state(), blockNanos);
      steps.seen();
    }
  }

  private void executeCaused() {
    for (int i = 0; i < MAX_CAUSED && !caused.isEmpty(); i++) {
      caused.remove().run();
    }
  }
}
