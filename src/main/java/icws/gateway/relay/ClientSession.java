package icws.gateway.relay;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Canister;
import icws.gateway.canister.Failure;
import icws.gateway.canister.Verdict;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.ProtocolException;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection, from its socket's opening until the canister knows that it has gone.
 *
 * <p>{@code AWAITING_FIRST_FRAME -> AUTHENTICATING -> OPENING -> OPEN -> LEAVING -> CLOSING ->
 * ENDED}, and from each of the first four to {@code LEAVING} at any time. At most one call to the
 * canister is in flight for a session: that keeps its messages in order, puts {@code ws_close}
 * after all of them, and makes it go out exactly once for every session that the canister may have
 * opened.
 *
 * <p>Every method returns at once. Frames must come one after the other; everything else may come
 * from any thread, also from within {@link ClientSocket}'s methods.
 */
public final class ClientSession {

  private static final Logger LOG = System.getLogger(ClientSession.class.getName());

  private enum State {
    AWAITING_FIRST_FRAME,
    /** Asking who the client is. */
    AUTHENTICATING,
    /** In the canister's channel; {@code ws_open} is out. */
    OPENING,
    OPEN,
    /** Out of the channel, the socket closed; what is in flight still counts. */
    LEAVING,
    /** {@code ws_close} is out. */
    CLOSING,
    ENDED
  }

  private final long id;
  private final ClientSocket socket;
  private final CanisterRegistry canisters;
  private final RelayContext context;
  private final Consumer<ClientSession> atEnd;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  // Never held while calling out: a transition is decided under it and carried out after it.
  private final Object lock = new Object();
  // Guarded by lock.
  private State state = State.AWAITING_FIRST_FRAME;
  private final Inbox inbox;
  private @Nullable Future<?> firstFrameAlarm;
  private @Nullable Seat seat;
  private @Nullable CanisterChannel channel;
  private @Nullable PersistentCall call;
  private boolean mayBeOpen;

  /** Whom the session is for and where; set by the first frame. */
  private record Seat(Canister canister, ClientFrame.Opening opening) {
    ClientKey client() {
      return opening.client();
    }

    Principal id() {
      return canister.id();
    }
  }

  /**
   * @param atEnd is told when nothing of the session is left
   */
  ClientSession(
      long id,
      ClientSocket socket,
      CanisterRegistry canisters,
      RelayContext context,
      Consumer<ClientSession> atEnd) {
    this.atEnd = atEnd;
    this.id = id;
    this.socket = socket;
    this.canisters = canisters;
    this.context = context;
    this.inbox = new Inbox(context.settings().inboxFrames(), context.settings().inboxBytes());
  }

  /** This session's number, unique in the life of the gateway. */
  public long id() {
    return id;
  }

  /** Completes when nothing of this session is left, here or at the canister. */
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  /** Starts the time that the client has for its first frame. */
  void awaitFirstFrame() {
    Future<?> alarm =
        context
            .alarms()
            .after(
                context.settings().firstFrameTimeout(),
                () -> close(CloseReason.POLICY, "no first frame in time"))
            .orElse(null);
    synchronized (lock) {
      firstFrameAlarm = alarm;
    }
    // Ordering: the session may have ended in the meantime, with no alarm there to cancel.
    if (!isLive()) {
      cancelAlarm();
    }
  }

  /** Takes a binary frame. What is wrong with it ends the session; after the end it is ignored. */
  public void receive(Bytes frame) {
    if (!isLive()) {
      return;
    }
    context.statistics().frameIn(frame.size());
    try {
      ClientFrame read = context.protocol().read(frame);
      if (read instanceof ClientFrame.Opening opening) {
        receiveOpening(opening);
      } else if (read instanceof ClientFrame.Message message) {
        receiveMessage(message, frame.size());
      }
    } catch (ProtocolException e) {
      close(e.reason(), String.valueOf(e.getMessage()));
    }
  }

  /** A text frame came. */
  public void receiveText() {
    close(CloseReason.TEXT_FRAME, "text frames are not part of the protocol");
  }

  /** A frame over the edge's limit came. */
  public void tooBig() {
    close(CloseReason.TOO_BIG, "frame over the limit");
  }

  /** The client has gone. What it sent before still goes to its canister. */
  public void disconnected() {
    leave(CloseReason.NORMAL, "the client left", true);
  }

  /**
   * Ends the session, in whatever state it is; messages that wait are dropped.
   *
   * @param text the reason in words, for the client and for the log
   */
  public void close(CloseReason reason, String text) {
    leave(reason, text, false);
  }

  /** Sends a frame to the client, if it is still there. Called by the canister's poller. */
  void deliver(Bytes frame) {
    synchronized (lock) {
      if (state != State.OPENING && state != State.OPEN) {
        return;
      }
    }
    context.statistics().frameOut(frame.size());
    socket.send(frame);
  }

  private boolean isLive() {
    synchronized (lock) {
      return state.compareTo(State.LEAVING) < 0;
    }
  }

  private void receiveOpening(ClientFrame.Opening opening) {
    Seat first = new Seat(canisters.canister(opening.canister()), opening);
    Runnable next;
    synchronized (lock) {
      if (state == State.AWAITING_FIRST_FRAME) {
        state = State.AUTHENTICATING;
        seat = first;
        next =
            calling(
                () -> first.canister().authenticate(opening),
                verdict -> authenticated(first, verdict));
      } else {
        next = () -> close(CloseReason.POLICY, "a second first frame");
      }
    }
    cancelAlarm();
    next.run();
  }

  private void authenticated(Seat at, Verdict verdict) {
    if (verdict instanceof Failure failure) {
      close(failure.closeReason(), failure.text());
      return;
    }
    canisters
        .join(at.canister(), at.client(), this)
        .ifPresentOrElse(
            joined -> open(at, joined),
            () -> close(CloseReason.POLICY, "this client is connected already"));
  }

  private void open(Seat at, CanisterChannel joined) {
    Runnable next;
    synchronized (lock) {
      if (state == State.AUTHENTICATING) {
        state = State.OPENING;
        channel = joined;
        mayBeOpen = true;
        next = calling(() -> at.canister().open(at.opening()), this::opened);
      } else {
        // Ordering: the session ended before it had a channel to leave.
        next = () -> canisters.leave(joined, at.client(), this);
      }
    }
    next.run();
  }

  private void opened(Verdict verdict) {
    boolean isOpen;
    synchronized (lock) {
      isOpen = verdict instanceof Accepted && state == State.OPENING;
      if (isOpen) {
        state = State.OPEN;
      } else if (verdict instanceof Failure failure) {
        mayBeOpen = failure.kind().leavesDoubt();
      }
    }
    if (isOpen) {
      context.statistics().sessionOpened();
      LOG.log(Level.DEBUG, "{0} is open", this);
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
      close(failure.closeReason(), failure.text());
    } else if (current != null) {
      current.expectMessages();
    }
  }

  private void receiveMessage(ClientFrame.Message message, int frameBytes) {
    Runnable next;
    synchronized (lock) {
      if (seat == null) {
        next = () -> close(CloseReason.BAD_FRAME, "the first frame names no canister");
      } else if (!seat.client().equals(message.client())) {
        next = () -> close(CloseReason.POLICY, "the client_id is another client's");
      } else if (!inbox.offer(message, frameBytes)) {
        next = () -> close(CloseReason.TRY_AGAIN_LATER, "too many messages wait for the canister");
      } else {
        next = this::step;
      }
    }
    next.run();
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
    Seat at = seat;
    if (state == State.LEAVING && (at == null || !mayBeOpen)) {
      state = State.ENDED;
      return Optional.of(this::end);
    }
    if (at == null || (state != State.OPEN && state != State.LEAVING)) {
      return Optional.empty();
    }
    ClientFrame.Message message = inbox.poll();
    if (message != null) {
      return Optional.of(calling(() -> at.canister().send(message), this::answeredByCanister));
    }
    if (state == State.OPEN) {
      return Optional.empty();
    }
    state = State.CLOSING;
    return Optional.of(calling(() -> at.canister().close(at.client()), this::closed));
  }

  private void closed(Verdict verdict) {
    if (verdict instanceof Failure failure) {
      LOG.log(
          Level.WARNING,
          "{0}: the canister was not told that the client has gone: {1}",
          this,
          failure.text());
    }
    synchronized (lock) {
      state = State.ENDED;
    }
    end();
  }

  private void end() {
    atEnd.accept(this);
    ended.complete(null);
  }

  /**
   * Claims the place of the one call in flight. Called under the lock; what it answers makes the
   * call, without the lock.
   */
  private Runnable calling(Supplier<CompletableFuture<Verdict>> attempt, Consumer<Verdict> then) {
    PersistentCall next =
        new PersistentCall(attempt, context.settings().backoff(), context.alarms());
    if (state == State.LEAVING) {
      next.giveUp();
    }
    call = next;
    return () -> Asking.ask(next::start, (verdict, error) -> answered(verdict, error, then));
  }

  private void answered(
      @Nullable Verdict verdict, @Nullable Throwable error, Consumer<Verdict> then) {
    synchronized (lock) {
      call = null;
      if (!(verdict instanceof Accepted)) {
        inbox.clear();
      }
    }
    if (verdict == null) {
      failed(error);
    } else {
      try {
        then.accept(verdict);
      } catch (RuntimeException e) {
        failed(e);
      }
    }
    step();
  }

  private void failed(@Nullable Throwable error) {
    LOG.log(Level.ERROR, this + " failed", error);
    close(CloseReason.INTERNAL, "internal error");
  }

  private void leave(CloseReason reason, String text, boolean byClient) {
    PersistentCall pending;
    CanisterChannel left;
    Seat at;
    synchronized (lock) {
      if (!byClient) {
        inbox.clear();
      }
      if (state.compareTo(State.LEAVING) >= 0) {
        return;
      }
      state = State.LEAVING;
      pending = call;
      left = channel;
      at = seat;
    }
    cancelAlarm();
    if (left != null && at != null) {
      canisters.leave(left, at.client(), this);
    }
    if (!byClient) {
      socket.close(reason, CloseReason.fit(text));
    }
    report(reason, text);
    if (pending != null) {
      pending.giveUp();
    }
    step();
  }

  private void report(CloseReason reason, String text) {
    context.statistics().sessionClosed(reason);
    LOG.log(
        reason.isExpected() ? Level.DEBUG : Level.WARNING,
        "{0} ends: {1} {2}, {3}",
        this,
        Integer.toString(reason.code()),
        reason,
        CloseReason.fit(text));
  }

  private void cancelAlarm() {
    Future<?> alarm;
    synchronized (lock) {
      alarm = firstFrameAlarm;
      firstFrameAlarm = null;
    }
    if (alarm != null) {
      alarm.cancel(false);
    }
  }

  /** The session's number, and its client and canister as far as they are known. */
  @Override
  public String toString() {
    Seat at;
    synchronized (lock) {
      at = seat;
    }
    return "Session " + id + (at == null ? "" : " of client " + at.client() + " at " + at.id());
  }
}
