package icws.gateway.canister;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the messages of one canister's clients go to it together, where its interface has a call for
 * that: a call takes as long as the network's next round, and an address may make so many requests
 * a second.
 *
 * <p>A message goes at once, and alone, if none is under way or none has left for {@link
 * #GATHERING}; else it waits for that, and goes with all others that wait then. So a lone client
 * waits for nobody, and a crowd costs as many calls as there are gatherings. A client's messages
 * stay in order if it hands over one at a time.
 *
 * <p>A canister that lacks the call is not asked for it again; one that rejects it, because one of
 * the messages makes it trap for instance, is left alone with it for {@link #REST}. The messages
 * then go one by one. Thread-safe.
 */
public final class SharedCalls {

  /** How long a message waits for others when some are under way. */
  static final Duration GATHERING = Duration.ofMillis(50);

  /** How long messages go one by one after a call for several was rejected. */
  static final Duration REST = Duration.ofMinutes(1);

  /** In one call. At 13 million instructions for each a tenth of what a call may take. */
  static final int MOST_MESSAGES = 256;

  /** In one call, of the 2 MiB that the network takes. */
  static final int MOST_BYTES = 1 << 20;

  /** Has something done later; false if that is not possible any more. */
  @FunctionalInterface
  public interface Later {
    boolean run(Duration delay, Runnable task);
  }

  private record Waiting(SharedMessage message, CompletableFuture<Verdict> verdict) {}

  private final Later later;
  private final LongSupplier nanoTime;

  // Never held while calling out.
  private final Object lock = new Object();
  // Guarded by lock.
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private int underWay;
  private long lastLeft;
  private boolean timed;
  private boolean offered = true;
  private boolean rests;
  private long restsSince;

  /**
   * @param nanoTime the time in nanoseconds since any moment
   */
  public SharedCalls(Later later, LongSupplier nanoTime) {
    this.later = later;
    this.nanoTime = nanoTime;
  }

  /**
   * Whether a message may go at once, in a call of its own.
   *
   * @return what to run when that is answered, however often; empty if it is to go by {@link #send}
   */
  Optional<Runnable> leaveAlone() {
    synchronized (lock) {
      if (!waiting.isEmpty() || !mayLeave()) {
        return Optional.empty();
      }
      underWay++;
      lastLeft = nanoTime.getAsLong();
    }
    AtomicBoolean left = new AtomicBoolean(true);
    return Optional.of(
        () -> {
          if (left.getAndSet(false)) {
            returned();
          }
        });
  }

  /** A message leaves, now or when others have gathered; what comes of this try. */
  CompletableFuture<Verdict> send(SharedMessage message) {
    CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    List<List<Waiting>> due;
    synchronized (lock) {
      waiting.add(new Waiting(message, verdict));
      due = due(false);
    }
    due.forEach(this::depart);
    return verdict;
  }

  /** Takes a message back; false if it does not wait. */
  boolean withdraw(SharedMessage message) {
    @Nullable Waiting found;
    synchronized (lock) {
      found = waiting.stream().filter(each -> each.message == message).findFirst().orElse(null);
      waiting.remove(found);
    }
    if (found != null) {
      found.verdict.complete(new Failure(Failure.Kind.NOT_SENT, "nobody wants it any more"));
    }
    return found != null;
  }

  /** The canister does not have the call. */
  void notOffered() {
    synchronized (lock) {
      offered = false;
    }
  }

  /** The canister has rejected the call. */
  void rejected() {
    synchronized (lock) {
      rests = true;
      restsSince = nanoTime.getAsLong();
    }
  }

  private void gathered() {
    List<List<Waiting>> due;
    synchronized (lock) {
      timed = false;
      due = due(true);
    }
    due.forEach(this::depart);
  }

  private void returned() {
    List<List<Waiting>> due;
    synchronized (lock) {
      underWay--;
      due = due(false);
    }
    due.forEach(this::depart);
  }

  /** Who leaves now, in groups. Called under the lock. */
  private List<List<Waiting>> due(boolean gathered) {
    if (waiting.isEmpty() || !(gathered || mayLeave() || !isTimed())) {
      return List.of();
    }
    List<List<Waiting>> due = new ArrayList<>();
    boolean together = offered && !isResting();
    while (!waiting.isEmpty()) {
      due.add(group(together));
    }
    underWay += due.size();
    lastLeft = nanoTime.getAsLong();
    return due;
  }

  private boolean mayLeave() {
    return underWay == 0 || !offered || isResting() || sinceLastLeft().compareTo(GATHERING) >= 0;
  }

  private boolean isResting() {
    rests = rests && nanoTime.getAsLong() - restsSince < REST.toNanos();
    return rests;
  }

  private Duration sinceLastLeft() {
    return Duration.ofNanos(nanoTime.getAsLong() - lastLeft);
  }

  /** Sees to it that those who wait leave later; false if that is not possible. */
  private boolean isTimed() {
    timed = timed || later.run(GATHERING.minus(sinceLastLeft()), this::gathered);
    return timed;
  }

  private List<Waiting> group(boolean together) {
    List<Waiting> group = new ArrayList<>(List.of(waiting.remove()));
    int bytes = group.get(0).message.size();
    while (together && group.size() < MOST_MESSAGES && !waiting.isEmpty()) {
      bytes += waiting.element().message.size();
      if (bytes > MOST_BYTES) {
        break;
      }
      group.add(waiting.remove());
    }
    return group;
  }

  // The last future of the chain cannot fail any more.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void depart(List<Waiting> group) {
    List<CompletableFuture<Verdict>> made = new ArrayList<>();
    try {
      leave(group.stream().map(Waiting::message).toList());
      group.forEach(each -> made.add(each.message.make()));
    } catch (Throwable fault) {
      group.forEach(each -> each.verdict.completeExceptionally(fault));
    }
    for (int i = 0; i < made.size(); i++) {
      tell(made.get(i), group.get(i).verdict);
    }
    CompletableFuture.allOf(made.toArray(CompletableFuture[]::new))
        .whenComplete((all, fault) -> returned());
  }

  private static void leave(List<SharedMessage> messages) {
    if (messages.size() == 1) {
      messages.get(0).leaveAlone();
      return;
    }
    SharedCall call = messages.get(0).together(messages);
    for (int i = 0; i < messages.size(); i++) {
      messages.get(i).leaveWith(call, i);
    }
  }

  // As above.
  @SuppressWarnings("FutureReturnValueIgnored")
  private static void tell(CompletableFuture<Verdict> made, CompletableFuture<Verdict> verdict) {
    made.whenComplete(
        (answer, fault) -> {
          if (fault != null) {
            verdict.completeExceptionally(fault);
          } else {
            verdict.complete(answer);
          }
        });
  }
}
