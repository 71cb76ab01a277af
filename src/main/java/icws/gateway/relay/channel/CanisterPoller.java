package icws.gateway.relay.channel;

import icws.gateway.canister.Failure;
import icws.gateway.canister.Messages;
import icws.gateway.canister.PollAnswer;
import icws.gateway.relay.AsyncCalls;
import icws.gateway.relay.GatewayEvent;
import icws.gateway.relay.PollInterval;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.RetrySchedule;
import icws.gateway.relay.call.CanisterCaller;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.QueueMark;
import icws.ic.agent.Urgency;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Asks one canister for its messages, one poll after the other, from its first reason to expect
 * some until it is stopped.
 *
 * <p>It polls at once after {@link #expectMessages} and after a batch that leaves more behind; else
 * at the {@link PollInterval}'s interval. While batches are full it asks for several at once, see
 * {@link ReadAhead}, and still reads one after the other. A poll that fails for a passing reason is
 * made again as its {@link RetrySchedule} has it; nothing hurries it then. Thread-safe.
 */
final class CanisterPoller {

  private static final Failure INTERNAL = new Failure(Failure.Kind.INTERNAL, "internal error");

  /** Where what a canister sends goes to. Called by one thread at a time, in order. */
  interface Receiver {
    /** Messages that were not delivered before, at least one. */
    void deliver(MessageBatch batch);

    /** The poller has stopped: the canister gives no messages any more. */
    void failed(Failure failure);
  }

  private enum State {
    /** Nobody expects messages yet. */
    IDLE,
    /** The next poll waits for its time. */
    WAITING,
    /** The next poll starts as soon as there is a thread for it. */
    DUE,
    POLLING,
    STOPPED
  }

  private final CanisterCaller caller;
  private final Receiver receiver;
  private final RelayContext context;

  private final Object lock = new Object();
  // Guarded by lock.
  private State state = State.IDLE;
  private @Nullable Future<?> timer;
  private Duration interval;
  private boolean hurried;

  /** When the next step is to be made, or the last one was, if nobody knows when the next is. */
  private long dueNanos;

  private final RetrySchedule retries;
  private final QueuePosition position;

  /** Used by the poll under way alone. */
  private final ReadAhead ahead;

  CanisterPoller(
      CanisterCaller caller, QueuePosition position, Receiver receiver, RelayContext context) {
    this.caller = caller;
    this.position = position;
    this.retries = caller.retries();
    this.receiver = receiver;
    this.context = context;
    this.interval = context.settings().pollInterval().shortest();
    this.ahead = new ReadAhead(nonce -> poll(nonce, Optional.empty(), Urgency.EXPECTANT));
  }

  /**
   * There is reason to expect messages: polls at once, or again at once after the poll under way.
   */
  void expectMessages() {
    boolean polling;
    boolean ended = false;
    synchronized (lock) {
      polling = state == State.POLLING;
      if (state == State.IDLE || (state == State.WAITING && retries.failures() == 0)) {
        interval = pollInterval().shortest();
        ended = !schedule(Duration.ZERO);
      } else if (polling) {
        hurried = true;
      }
    }
    if (polling) {
      caller.hurry();
    } else if (ended) {
      receiver.failed(INTERNAL);
    }
  }

  /** How long it has not made the step that was due; zero or less if none is. */
  Duration overdue() {
    synchronized (lock) {
      boolean rests = state == State.IDLE || state == State.STOPPED;
      return rests ? Duration.ZERO : Duration.ofNanos(context.timers().nanoTime() - dueNanos);
    }
  }

  /** Makes no further poll, and drops the answer of one that is under way. */
  void stop() {
    synchronized (lock) {
      state = State.STOPPED;
      cancelTimer();
    }
  }

  private void poll() {
    boolean due;
    Urgency urgency;
    synchronized (lock) {
      // Ordering: a timer that was cancelled too late finds another state, or makes the next poll
      // early; in no case is there a second one in flight.
      if (state != State.DUE && state != State.WAITING) {
        return;
      }
      due = state == State.DUE;
      boolean lively = due || interval.equals(pollInterval().shortest());
      urgency = lively ? Urgency.EXPECTANT : Urgency.IDLE;
      state = State.POLLING;
      dueNanos = context.timers().nanoTime();
    }
    AsyncCalls.ask(context.faults(), () -> ask(due, urgency), this::answered);
  }

  private CompletableFuture<PollAnswer> ask(boolean due, Urgency urgency) {
    long nonce;
    Optional<QueueMark> read;
    Optional<CompletableFuture<PollAnswer>> asked;
    synchronized (lock) {
      nonce = position.ask(due);
      read = position.read();
      asked = ahead.take(nonce);
      // An answer that was asked for before may know nothing of what is expected since then.
      hurried &= asked.isPresent();
    }
    return asked.orElseGet(() -> poll(nonce, read, urgency));
  }

  private CompletableFuture<PollAnswer> poll(
      long nonce, Optional<QueueMark> read, Urgency urgency) {
    context.events().fire(new GatewayEvent.CanisterPolled(caller.id()));
    return caller.poll(nonce, read, urgency);
  }

  private void answered(@Nullable PollAnswer answer, @Nullable Throwable error) {
    if (answer instanceof Messages messages) {
      taken(messages.batch());
    } else if (answer instanceof Failure failure) {
      failed(failure);
    } else {
      if (error != null) {
        context.faults().report("A poll", error);
      }
      failed(INTERNAL);
    }
  }

  private void taken(MessageBatch batch) {
    QueuePosition.Step step;
    synchronized (lock) {
      if (state == State.STOPPED) {
        return;
      }
      step = position.take(batch);
    }
    report(step);
    // Before this page goes to its clients: the next ones are on their way meanwhile.
    lookAhead(batch, step);
    if (!step.news().isEmpty()) {
      // Ordering: the state is still POLLING, so no other poll's messages can overtake these.
      receiver.deliver(step.news());
    }
    boolean ended;
    synchronized (lock) {
      if (state == State.STOPPED) {
        return;
      }
      retries.renew();
      ended = !schedule(delayAfter(step));
    }
    if (ended) {
      receiver.failed(INTERNAL);
    }
  }

  /** Only behind what was new, since only that was verified. */
  private void lookAhead(MessageBatch page, QueuePosition.Step step) {
    if (position.isGapless() && step.again() && !step.news().isEmpty()) {
      context.faults().contain("Reading ahead", () -> ahead.follow(page));
    } else {
      ahead.forget();
    }
  }

  /** The poll interval. Called under the lock. */
  private Duration delayAfter(QueuePosition.Step step) {
    boolean lively = hurried || !step.news().isEmpty();
    if (lively) {
      interval = pollInterval().shortest();
    }
    if (hurried || step.again()) {
      return Duration.ZERO;
    }
    if (lively) {
      return interval;
    }
    Duration delay = interval;
    interval = pollInterval().after(interval);
    return delay;
  }

  private void failed(Failure failure) {
    int inARow;
    boolean ended;
    ahead.forget();
    synchronized (lock) {
      boolean awaited = state == State.POLLING;
      inARow = awaited ? retryOrStop(failure) : 0;
      ended = awaited && state == State.STOPPED;
    }
    if (failure.kind() != Failure.Kind.NOT_SENT) {
      context.events().fire(new GatewayEvent.PollFailed(caller.id(), failure, inARow));
    }
    if (ended) {
      receiver.failed(failure);
    }
  }

  /** Answers how many failures there were in a row. Called under the lock. */
  private int retryOrStop(Failure failure) {
    timer = isWorthRepeating(failure) ? retries.failed(failure, this::poll).orElse(null) : null;
    state = timer == null ? State.STOPPED : State.WAITING;
    dueNanos = context.timers().nanoTime() + context.settings().retryPolicy().longest().toNanos();
    return retries.failures();
  }

  /** A fault of our own may be its one batch's, or the want of memory at that moment. */
  private static boolean isWorthRepeating(Failure failure) {
    return failure.isPassing() || failure.kind() == Failure.Kind.INTERNAL;
  }

  private void report(QueuePosition.Step step) {
    switch (step.finding()) {
      case NOTHING_UNUSUAL -> {}
      case STARTED_AGAIN ->
          context.events().fire(new GatewayEvent.QueueRestarted(caller.id(), firstNonce(step)));
      case GAP ->
          context.events().fire(new GatewayEvent.MessagesLost(caller.id(), firstNonce(step)));
    }
  }

  private static long firstNonce(QueuePosition.Step step) {
    return step.news().first().nonce();
  }

  private PollInterval pollInterval() {
    return context.settings().pollInterval();
  }

  /** Called under the lock; answers false where there is no timer, which ends the polling. */
  private boolean schedule(Duration delay) {
    cancelTimer();
    dueNanos = context.timers().nanoTime() + delay.toNanos();
    timer = context.timers().after(delay, this::poll).orElse(null);
    boolean timed = timer != null;
    state = !timed ? State.STOPPED : delay.isZero() ? State.DUE : State.WAITING;
    return timed;
  }

  /** Called under the lock. */
  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
