package icws.gateway.relay.call;

import icws.gateway.canister.Canister;
import icws.gateway.canister.Failure;
import icws.gateway.canister.PollAnswer;
import icws.gateway.canister.RepeatableCall;
import icws.gateway.canister.Verdict;
import icws.gateway.relay.AsyncCalls;
import icws.gateway.relay.Destination;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.RetrySchedule;
import icws.gateway.relay.call.Circuit.Request;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.Proof;
import icws.gateway.wire.QueueMark;
import icws.ic.Principal;
import icws.ic.agent.Urgency;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks one canister, for its sessions, its poller and its closings: a call is made again, with
 * growing delays, while it fails for a passing reason and there is hope; and whatever comes of
 * asking, the canister's circuit hears of it. Thread-safe.
 */
public final class CanisterCaller {

  private static final Failure WITHDRAWN =
      new Failure(Failure.Kind.NOT_SENT, "nobody wants it any more");

  private static final Failure INTERNAL = new Failure(Failure.Kind.INTERNAL, "internal error");

  private final Destination destination;
  private final Canister canister;
  private final Circuits circuits;
  private final RelayContext context;

  CanisterCaller(
      Destination destination, Canister canister, Circuits circuits, RelayContext context) {
    this.destination = destination;
    this.canister = canister;
    this.circuits = circuits;
    this.context = context;
  }

  /** The canister's id. */
  public Principal id() {
    return canister.id();
  }

  /**
   * Whether a session's opening may be tried: if not, it is to be refused at once.
   *
   * @param session its number
   */
  public boolean admits(long session) {
    return circuits.admits(destination, session);
  }

  /** A session is over: what it has not found out of the canister, another one may. */
  public void over(long session) {
    circuits.over(destination, session);
  }

  /**
   * Whether the opening was made by the client that it names. Where it proves that itself, nobody
   * is asked.
   */
  public Call authenticate(ClientFrame.Opening opening, BiConsumer<Call, Verdict> receiver) {
    Request request = opening.proof() instanceof Proof.ByCanister ? Request.QUERY : null;
    return new Call(() -> () -> canister.authenticate(opening), request, receiver);
  }

  /** The call that opens the client at the canister. */
  public Call open(ClientFrame.Opening opening, BiConsumer<Call, Verdict> receiver) {
    return new Call(() -> canister.open(opening), Request.CALL, receiver);
  }

  /** The call that hands a client's message over. */
  public Call send(ClientFrame.Message message, BiConsumer<Call, Verdict> receiver) {
    return new Call(() -> canister.send(message), Request.CALL, receiver);
  }

  /** What is to be done here in its place between the calls, and tells nothing of the canister. */
  public Call between(RepeatableCall step, BiConsumer<Call, Verdict> receiver) {
    return new Call(() -> step, null, receiver);
  }

  /** The call that tells the canister that the client has gone; made by {@link #make}. */
  public RepeatableCall closing(ClientKey client) {
    return canister.close(client);
  }

  /** Makes a call once. */
  public CompletableFuture<Verdict> make(RepeatableCall call) {
    return call.make().thenApply(verdict -> note(Request.CALL, verdict));
  }

  /** Asks for messages, once: see {@link Canister#poll}. */
  public CompletableFuture<PollAnswer> poll(long nonce, Optional<QueueMark> read, Urgency urgency) {
    return canister.poll(nonce, read, urgency).thenApply(answer -> note(Request.QUERY, answer));
  }

  /** There is reason now to expect messages: see {@link Canister#hurry}. */
  public void hurry() {
    canister.hurry();
  }

  /** Polling has failed for too long: nobody is asked any more for a while. */
  public void givenUp(Failure failure) {
    circuits.open(destination, failure);
  }

  /** For something that is tried again and again; ends early where the circuit is open. */
  public RetrySchedule retries() {
    return new RetrySchedule(
        context.settings().retryPolicy(), context.timers(), () -> circuits.isClosed(destination));
  }

  private <T> T note(Request request, T answer) {
    if (!(answer instanceof Failure failure) || failure.kind().isAnswer()) {
      circuits.succeeded(destination, request);
    } else if (failure.kind().isTrouble()) {
      circuits.failed(destination, request, failure);
    } else if (failure.kind() == Failure.Kind.NOT_SENT) {
      circuits.unsent(destination);
    }
    // Any other says nothing of the canister: its client may have provoked it.
    return answer;
  }

  private enum State {
    NEW,
    /** A try is under way. */
    TRYING,
    /** The next try waits for its time. */
    WAITING,
    OVER
  }

  /**
   * One call, made until it is answered or hopeless. Two tries are never under way at once, and
   * none is when the verdict is there. Thread-safe.
   */
  public final class Call {

    private final Supplier<RepeatableCall> maker;
    private final @Nullable Request request;
    private final BiConsumer<Call, Verdict> receiver;

    private final Object lock = new Object();
    // Guarded by lock.
    private final RetrySchedule retries = retries();
    private @Nullable RepeatableCall made;
    private State state = State.NEW;
    private @Nullable Future<?> nextTry;
    private boolean isGivenUp;
    private boolean isWithdrawn;
    private Failure lastFailure = WITHDRAWN;

    /**
     * @param maker makes the call, when it is made first
     * @param request what the canister is asked by; null if it is not asked
     * @param receiver is told the verdict, once, in the thread that brings it
     */
    private Call(
        Supplier<RepeatableCall> maker,
        @Nullable Request request,
        BiConsumer<Call, Verdict> receiver) {
      this.maker = maker;
      this.request = request;
      this.receiver = receiver;
    }

    /** Makes no further try: one that is under way still decides, one that waits is not made. */
    public void giveUp() {
      Failure last = endWait();
      if (last != null) {
        receiver.accept(this, last);
      }
    }

    /** As {@link #giveUp}; nor is a try made that has not left the gateway yet. */
    public void withdraw() {
      giveUp();
      if (claim(State.NEW, State.OVER)) {
        receiver.accept(this, WITHDRAWN);
        return;
      }
      RepeatableCall current;
      synchronized (lock) {
        isWithdrawn = true;
        current = made;
      }
      if (current != null) {
        current.withdraw();
      }
    }

    /** What the last try came to, if the caller is the one who ended a wait for the next. */
    private @Nullable Failure endWait() {
      synchronized (lock) {
        isGivenUp = true;
        if (state != State.WAITING) {
          return null;
        }
        state = State.OVER;
        if (nextTry != null) {
          nextTry.cancel(false);
        }
        return lastFailure;
      }
    }

    /** Whether the caller is the one who makes this transition. */
    private boolean claim(State from, State to) {
      synchronized (lock) {
        boolean claimed = state == from;
        if (claimed) {
          state = to;
        }
        return claimed;
      }
    }

    /** Makes the first try, or the next one when its time has come. */
    public void start() {
      // Ordering: whoever gave up has claimed the wait, whether or not its timer could be
      // cancelled.
      if (!claim(State.NEW, State.TRYING) && !claim(State.WAITING, State.TRYING)) {
        return;
      }
      CompletableFuture<Verdict> answer;
      try {
        RepeatableCall current = call();
        answer = current == null ? CompletableFuture.completedFuture(WITHDRAWN) : current.make();
      } catch (Throwable fault) {
        answer = CompletableFuture.failedFuture(fault);
      }
      AsyncCalls.handOn(context.faults(), answer, this::answered);
    }

    /** Null if there is none and nobody wants one any more. */
    private @Nullable RepeatableCall call() {
      synchronized (lock) {
        // Ordering: whoever takes it back after this finds it; it need not be under way for that.
        if (made == null && !isWithdrawn) {
          made = maker.get();
        }
        return made;
      }
    }

    private void answered(@Nullable Verdict answer, @Nullable Throwable error) {
      if (answer == null) {
        if (error != null) {
          context.faults().report("A call to a canister", error);
        }
        end(INTERNAL);
        return;
      }
      if (request != null && answer != WITHDRAWN) {
        note(request, answer);
      }
      if (!(answer instanceof Failure failure)
          || !failure.isPassing()
          || !waitsForAnotherTry(failure)) {
        end(answer);
      }
    }

    private boolean waitsForAnotherTry(Failure failure) {
      synchronized (lock) {
        lastFailure = failure;
        Optional<Future<?>> next =
            isGivenUp ? Optional.empty() : retries.failed(failure, this::start);
        if (state == State.TRYING && next.isPresent()) {
          state = State.WAITING;
          nextTry = next.get();
        }
        return state == State.WAITING;
      }
    }

    private void end(Verdict verdict) {
      synchronized (lock) {
        state = State.OVER;
      }
      receiver.accept(this, verdict);
    }
  }
}
