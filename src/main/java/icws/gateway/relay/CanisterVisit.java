package icws.gateway.relay;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Canister;
import icws.gateway.canister.Failure;
import icws.gateway.canister.RepeatableCall;
import icws.gateway.canister.Verdict;
import icws.gateway.relay.CanisterRegistry.Joining;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.WireProtocol;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A session's dealings with its canister, from its first frame until the canister knows that the
 * client has gone.
 *
 * <p>{@code AUTHENTICATING -> ENTERING -> OPENING -> OPEN -> LEAVING -> ENDED}, and from each of
 * the first three to {@code LEAVING} as well. At most one call is in flight: that keeps the
 * messages in order, and hands the client over to the {@link Closings} after all of them, exactly
 * once if the canister may have opened it. The client is on the {@link OpenClientTable} before
 * {@code ws_open} goes out, and until what came of {@code ws_close} is known. Thread-safe; every
 * method returns at once.
 */
final class CanisterVisit {

  private static final Logger LOG = System.getLogger(CanisterVisit.class.getName());

  private static final Failure GONE = new Failure(Failure.Kind.UNREACHABLE, "the client has left");

  private enum State {
    /** Asking who the client is. */
    AUTHENTICATING,
    /** In the canister's channel; waits for its place in the table. */
    ENTERING,
    /** {@code ws_open} is out. */
    OPENING,
    OPEN,
    /** Out of the channel; what is in flight still counts. */
    LEAVING,
    /** Nothing is left to do but to tell the canister, where it may have opened the client. */
    ENDED
  }

  /** Why nobody is let in to a canister whose circuit is open. */
  static final String NO_ANSWERS = "this canister does not answer at present";

  private final ClientSession session;
  private final CanisterRegistry canisters;
  private final Destination destination;
  private final Canister canister;
  private final RelayContext context;
  private final OpenClientTable openClients;
  private final SessionEntry entry;

  // Never held while calling out: a transition is decided under it and carried out after it.
  private final Object lock = new Object();
  // Guarded by lock.
  private State state = State.AUTHENTICATING;
  private final Inbox<ClientFrame.Message> inbox;
  private @Nullable PersistentCall call;
  private @Nullable CanisterChannel channel;
  private final CompletableFuture<Verdict> claim = new CompletableFuture<>();
  private boolean onRoll;
  private boolean mayBeOpen;
  private boolean openingInDoubt;

  CanisterVisit(
      ClientSession session,
      WireProtocol protocol,
      ClientFrame.Opening opening,
      CanisterRegistry canisters,
      RelayContext context) {
    this.session = session;
    this.canisters = canisters;
    this.destination = new Destination(protocol, opening.canister());
    this.canister = canisters.canister(destination);
    this.context = context;
    this.openClients = canisters.openClients();
    this.entry = new SessionEntry(destination, opening.client());
    this.inbox = new Inbox<>(context.settings(), context.inboxSpace());
  }

  /** Why one more is not let in to a canister that has so many clients. */
  static String full(int clients) {
    return clients + " clients of this canister are connected already";
  }

  ClientKey client() {
    return entry.client();
  }

  /** Whether a message may go to this visit's canister. */
  boolean isAddresseeOf(ClientFrame.Message message) {
    return message.isFor(destination.canister());
  }

  /**
   * Asks the canister to let the client in. To be called once.
   *
   * @param opening not kept for longer than it is needed: its frame may be large
   */
  void begin(ClientFrame.Opening opening) {
    if (!canisters.circuits().admits(destination)) {
      session.close(CloseReason.TRY_AGAIN_LATER, NO_ANSWERS);
      return;
    }
    Optional<Limit> reached = openClients.reached(destination);
    if (reached.isPresent()) {
      session.close(reached.get(), "too many clients have left that are still to be closed");
      return;
    }
    Optional<Runnable> next = Optional.empty();
    synchronized (lock) {
      if (state == State.AUTHENTICATING) {
        next =
            Optional.of(
                calling(
                    () -> () -> canister.authenticate(opening),
                    verdict -> authenticated(verdict, opening)));
      }
    }
    next.ifPresent(Runnable::run);
  }

  /**
   * Sends a message after those before it. After the end it is ignored.
   *
   * @return why there is no room for it; empty if there is
   */
  Optional<String> send(ClientFrame.Message message, int frameBytes) {
    synchronized (lock) {
      if (isLeaving()) {
        return Optional.empty();
      }
      Optional<String> refusal = inbox.offer(message, frameBytes);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    step();
    return Optional.empty();
  }

  /**
   * Ends the visit: receives nothing more, and has the canister told once it has answered.
   *
   * @param drain whether messages that wait still go to the canister
   */
  void leave(boolean drain) {
    PersistentCall pending;
    CanisterChannel left;
    boolean opening;
    synchronized (lock) {
      if (!drain) {
        inbox.clear();
      }
      if (isLeaving()) {
        return;
      }
      opening = state == State.OPENING;
      state = State.LEAVING;
      pending = call;
      left = channel;
    }
    Faults faults = context.faults();
    if (left != null) {
      faults.contain("Leaving a channel", () -> canisters.leave(left, client(), session));
    }
    if (pending != null) {
      faults.contain("Giving a call up", opening ? pending::withdraw : pending::giveUp);
    }
    claim.complete(GONE);
    step();
  }

  private boolean isLeaving() {
    return state.compareTo(State.LEAVING) >= 0;
  }

  private void authenticated(Verdict verdict, ClientFrame.Opening opening) {
    if (verdict instanceof Failure failure) {
      session.close(failure.closeReason(), failure.text());
      return;
    }
    Joining joining = canisters.join(destination, canister, client(), session);
    if (joining instanceof Joining.Joined joined) {
      enter(joined.channel(), opening);
    } else if (joining instanceof Joining.Full full) {
      session.close(Limit.CANISTER_CLIENTS, full(full.clients()));
    } else {
      session.close(CloseReason.POLICY, "this client is connected already");
    }
  }

  private void enter(CanisterChannel joined, ClientFrame.Opening opening) {
    Runnable next;
    synchronized (lock) {
      if (state == State.AUTHENTICATING) {
        state = State.ENTERING;
        channel = joined;
        next =
            calling(
                () -> () -> openClients.enter(entry, claim), verdict -> entered(verdict, opening));
      } else {
        // Ordering: the client left before there was a channel to leave.
        next = () -> canisters.leave(joined, client(), session);
      }
    }
    next.run();
  }

  private void entered(Verdict verdict, ClientFrame.Opening opening) {
    if (verdict instanceof Failure failure) {
      session.close(failure.closeReason(), failure.text());
      return;
    }
    Optional<Runnable> next = Optional.empty();
    synchronized (lock) {
      onRoll = true;
      if (state == State.ENTERING) {
        state = State.OPENING;
        mayBeOpen = true;
        next = Optional.of(calling(() -> canister.open(opening), this::opened));
      }
    }
    next.ifPresent(Runnable::run);
  }

  private void opened(Verdict verdict) {
    boolean isOpen;
    synchronized (lock) {
      isOpen = verdict instanceof Accepted && state == State.OPENING;
      if (isOpen) {
        state = State.OPEN;
      } else if (verdict instanceof Failure failure) {
        mayBeOpen = failure.leavesDoubt();
        openingInDoubt = mayBeOpen && !failure.kind().isAnswer();
      }
    }
    if (isOpen) {
      context.statistics().sessionOpened();
      LOG.log(Level.DEBUG, () -> session + " is open");
    }
    answeredByCanister(verdict);
  }

  /** After an opening or a message: the canister may have something to say, or will not have us. */
  private void answeredByCanister(Verdict verdict) {
    CanisterChannel current;
    synchronized (lock) {
      current = channel;
    }
    if (verdict instanceof Failure failure) {
      session.close(failure.closeReason(), failure.text());
    } else if (current != null) {
      current.expectMessages();
    }
  }

  /** Hands over what is left: to tell the canister that the client has gone. */
  private void endOpened() {
    boolean inDoubt;
    synchronized (lock) {
      inDoubt = openingInDoubt;
    }
    openClients.close(
        inDoubt
            ? Closing.inDoubt(entry, session::end, context.timers().now())
            : Closing.of(entry, session::end));
  }

  /** The canister never opened the client. */
  private void endUnopened() {
    boolean entered;
    synchronized (lock) {
      entered = onRoll;
    }
    if (entered) {
      context.faults().contain("Striking a client", () -> openClients.leave(entry));
    }
    session.end();
  }

  /** Does what is to be done next, unless a call is in flight, which then leads here again. */
  private void step() {
    Optional<Runnable> next;
    synchronized (lock) {
      next = call == null ? nextStep() : Optional.empty();
    }
    next.ifPresent(Runnable::run);
  }

  /** Called under the lock. */
  private Optional<Runnable> nextStep() {
    if (state == State.LEAVING && !mayBeOpen) {
      inbox.clear();
      state = State.ENDED;
      return Optional.of(this::endUnopened);
    }
    if (state != State.OPEN && state != State.LEAVING) {
      return Optional.empty();
    }
    ClientFrame.Message message = inbox.poll();
    if (message != null) {
      return Optional.of(calling(() -> canister.send(message), this::answeredByCanister));
    }
    if (state == State.OPEN) {
      return Optional.empty();
    }
    state = State.ENDED;
    return Optional.of(this::endOpened);
  }

  /**
   * Claims the place of the one call in flight. Called under the lock; what it answers makes the
   * call, without the lock.
   */
  private Runnable calling(Supplier<RepeatableCall> maker, Consumer<Verdict> then) {
    PersistentCall next =
        new PersistentCall(maker, canisters.retries(destination), context.faults());
    if (state == State.LEAVING) {
      next.giveUp();
    }
    call = next;
    return () ->
        AsyncCalls.ask(
            context.faults(),
            next::start,
            (verdict, error) -> answered(next, verdict, error, then));
  }

  private void answered(
      PersistentCall answered,
      @Nullable Verdict verdict,
      @Nullable Throwable error,
      Consumer<Verdict> then) {
    boolean dealtWith =
        verdict != null
            && context
                .faults()
                .contain("Dealing with a canister's answer", () -> then.accept(verdict));
    if (!dealtWith) {
      failed(error);
    }
    synchronized (lock) {
      if (!(verdict instanceof Accepted)) {
        inbox.clear();
      }
      // Ordering: the place is kept until the answer has been dealt with, so that no message
      // follows one that was refused. An opening may have taken it over from an authentication.
      if (call == answered) {
        call = null;
      }
    }
    step();
  }

  private void failed(@Nullable Throwable error) {
    if (error != null) {
      context.faults().report("A session", error);
    }
    context
        .faults()
        .contain("Closing a session", () -> session.close(CloseReason.INTERNAL, "internal error"));
  }

  /** The client and its canister. */
  @Override
  public String toString() {
    return "client " + client() + " at " + destination;
  }
}
