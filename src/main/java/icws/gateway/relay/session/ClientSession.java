package icws.gateway.relay.session;

import static java.util.Objects.requireNonNull;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Failure;
import icws.gateway.canister.Verdict;
import icws.gateway.relay.Destination;
import icws.gateway.relay.Faults;
import icws.gateway.relay.GatewayEvent;
import icws.gateway.relay.Limit;
import icws.gateway.relay.call.CanisterCaller;
import icws.gateway.relay.call.CanisterCaller.Call;
import icws.gateway.relay.channel.CanisterChannel;
import icws.gateway.relay.channel.ChannelMember;
import icws.gateway.relay.closing.SessionEntry;
import icws.gateway.relay.closing.SessionTrace;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.WireProtocol;
import icws.ic.Bytes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection, from its socket's opening until nothing of it is left, here or at its
 * canister. {@link SessionState} has its states and what leads from one to the other.
 *
 * <p>At most one call is in flight: that keeps the messages in order, and has the client closed
 * after all of them, once, if the canister may have opened it. The client is in its canister's
 * channel, and in the table of open clients, before {@code ws_open} goes out.
 *
 * <p>Every method returns at once. Frames must come one after the other; everything else may come
 * from any thread, also from within {@link ClientSocket}'s methods.
 */
public final class ClientSession implements ChannelMember {
  private final long id;
  private final ClientSocket socket;
  private final SessionContext context;
  private final Consumer<ClientSession> atEnd;
  private final WireProtocol protocol;
  private final Reception reception;
  private final Intake intake;
  private final SessionDeadline deadline;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  // Never held while calling out: a transition is decided under it and carried out after it.
  private final Object lock = new Object();
  // Guarded by lock; what is volatile may be read without.
  private volatile SessionState state = SessionState.CONNECTED;
  private volatile SessionTrace trace = SessionTrace.NOTHING;
  private final Inbox<ClientFrame.Message> inbox;
  private @Nullable Call call;
  private @Nullable CanisterCaller caller;
  private volatile @Nullable SessionEntry entry;
  private volatile @Nullable CanisterChannel channel;

  ClientSession(
      long id,
      WireProtocol protocol,
      ClientSocket socket,
      SessionContext context,
      Consumer<ClientSession> atEnd) {
    this.id = id;
    this.protocol = protocol;
    this.socket = socket;
    this.context = context;
    this.atEnd = atEnd;
    this.deadline = new SessionDeadline(this, context.relay().timers());
    this.inbox = new Inbox<>(context.settings(), context.relay().inboxSpace());
    this.reception = new Reception(this, protocol, context);
    this.intake =
        new Intake(
            socket.address(),
            context.lanes(),
            context.relay(),
            this::take,
            this::close,
            this::fail);
  }

  /** This session's number, unique in the life of the gateway. */
  public long id() {
    return id;
  }

  /** Completes when nothing of this session is left, here or at the canister. */
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  SessionState state() {
    return state;
  }

  /** The client and its canister; null before they are known. */
  @Nullable SessionEntry entry() {
    return entry;
  }

  /** Says what the protocol has the gateway say first, and waits for the client's first frame. */
  void begin() {
    protocol.greeting().ifPresent(this::deliver);
    deadline.awaitFirstFrame(context.settings().firstFrameTimeout());
  }

  /** Takes a binary frame. What is wrong with it ends the session; after the end it is ignored. */
  public void receive(Bytes frame) {
    if (!state.isOver()) {
      context.traffic().in(frame.size());
      deadline.frameCame();
      intake.receive(frame);
    }
  }

  /** Deals with a frame: see {@link Intake.Taker}. */
  private boolean take(Bytes frame, boolean inTurn) {
    ClientFrame read = reception.read(frame);
    if (read == null) {
      return true;
    }
    Reception.Outcome outcome = reception.prove(read.proof(), inTurn);
    if (outcome == Reception.Outcome.PROVED && read instanceof ClientFrame.Opening opening) {
      open(opening);
    } else if (outcome == Reception.Outcome.PROVED) {
      offer(((ClientFrame.Message) read).settled(), frame.size());
      step();
    }
    return outcome != Reception.Outcome.LEFT;
  }

  /** The client has named its canister and itself. */
  private void open(ClientFrame.Opening opening) {
    SessionEntry named =
        new SessionEntry(new Destination(protocol, opening.canister()), opening.client());
    CanisterCaller asked = context.callers().of(named.destination());
    synchronized (lock) {
      if (state != SessionState.CONNECTED) {
        return;
      }
      state = SessionState.AUTHENTICATING;
      entry = named;
      caller = asked;
    }
    opening.authorityEnd().ifPresent(deadline::await);
    new SessionOpening(this, named, asked, opening, context).begin(intake.lane());
  }

  /** It is in its canister's channel, if it goes on from there. */
  boolean join(CanisterChannel joined, Call entering) {
    synchronized (lock) {
      channel = state == SessionState.AUTHENTICATING ? joined : null;
    }
    return proceed(SessionState.AUTHENTICATING, SessionState.ENTERING, entering);
  }

  /** It is in the table of open clients, and opens if it goes on from there. */
  void enter(Call opening) {
    synchronized (lock) {
      trace = SessionTrace.RECORDED;
    }
    proceed(SessionState.ENTERING, SessionState.OPENING, opening);
  }

  /** The canister has answered the opening. */
  void opened(Verdict verdict) {
    boolean isOpen;
    synchronized (lock) {
      isOpen = verdict instanceof Accepted && state == SessionState.OPENING;
      state = isOpen ? SessionState.OPEN : state;
      trace = SessionTrace.of(verdict);
    }
    if (isOpen) {
      context.events().fire(new GatewayEvent.SessionOpened(this));
    }
    received(verdict);
  }

  /** The canister has answered an opening or a message: it may have something to say, too. */
  private void received(Verdict verdict) {
    CanisterChannel current = channel;
    if (isYes(verdict) && current != null) {
      current.expectMessages();
    }
  }

  /** Whether the answer is yes. A no ends the session. */
  boolean isYes(Verdict verdict) {
    if (verdict instanceof Failure failure) {
      close(failure.closeReason(), failure.text());
    }
    return verdict instanceof Accepted;
  }

  /** The client has a message for its canister, which it has proved to be its own. */
  private void offer(ClientFrame.Message message, int frameBytes) {
    Optional<String> refusal;
    synchronized (lock) {
      refusal = state.takesMessages() ? inbox.offer(message, frameBytes) : Optional.empty();
    }
    refusal.ifPresent(why -> close(Limit.INBOX, why));
  }

  /** Goes on to a state, and makes the call that it waits for, unless the session has left. */
  boolean proceed(SessionState from, SessionState to, Call next) {
    synchronized (lock) {
      if (state != from) {
        return false;
      }
      state = to;
      trace = to == SessionState.OPENING ? SessionTrace.MAY_BE_OPEN : trace;
      call = next;
    }
    next.start();
    return true;
  }

  /** Deals with the answer to a call in the place of the one that is in flight. */
  BiConsumer<Call, Verdict> answeredBy(Consumer<Verdict> then) {
    return (answered, verdict) -> answered(answered, verdict, then);
  }

  private void answered(Call answered, Verdict verdict, Consumer<Verdict> then) {
    Faults faults = context.faults();
    if (!faults.contain("Dealing with a canister's answer", () -> then.accept(verdict))) {
      faults.contain("Closing a session", () -> close(CloseReason.INTERNAL, "internal error"));
    }
    synchronized (lock) {
      if (!(verdict instanceof Accepted)) {
        inbox.clear();
      }
      // Ordering: not before, so that no message follows one that was refused.
      if (call == answered) {
        call = null;
      }
    }
    step();
  }

  /** Does what is to be done next, unless a call is in flight, which then leads here again. */
  private void step() {
    Call next;
    boolean ends;
    synchronized (lock) {
      next = call == null ? nextMessage() : null;
      ends = call == null && next == null && state == SessionState.LEAVING;
      call = next == null ? call : next;
      if (ends) {
        state = SessionState.ENDED;
        inbox.clear();
      }
    }
    if (next != null) {
      next.start();
    } else if (ends) {
      if (caller != null) {
        caller.over(id);
      }
      context.openClients().undo(entry, trace, this::end);
    }
  }

  /** Called under the lock. */
  private @Nullable Call nextMessage() {
    if (caller == null || !trace.mayBeOpen() || !state.sendsMessages()) {
      return null;
    }
    ClientFrame.Message message = inbox.poll();
    if (message == null) {
      return null;
    }
    Call next = caller.send(message, answeredBy(this::received));
    if (state == SessionState.LEAVING) {
      next.giveUp();
    }
    return next;
  }

  private void end() {
    atEnd.accept(this);
    ended.complete(null);
  }

  @Override
  public void deliver(Bytes frame) {
    if (!state.isOver()) {
      context.traffic().out(frame.size());
      socket.send(frame);
    }
  }

  /** The client has gone. What it sent when it was open still goes to its canister. */
  public void disconnected() {
    depart(CloseReason.NORMAL, "the client left");
  }

  /** Ends the session for no fault of the client's; messages that wait go to its canister. */
  void goAway(String text) {
    depart(CloseReason.GOING_AWAY, text);
  }

  private void depart(CloseReason reason, String text) {
    boolean first = leave(SessionState.DRAINING, reason, text);
    if (first && state == SessionState.DRAINING) {
      intake.finish(this::drained);
    } else if (first) {
      drop();
    }
  }

  /**
   * Ends the session, in whatever state it is; messages that wait are dropped.
   *
   * @param text the reason in words, for the client and for the log
   * @return false if it was over already; then it drops what a client that left still had to say
   */
  @Override
  public boolean close(CloseReason reason, String text) {
    boolean first = leave(SessionState.LEAVING, reason, text);
    drop();
    return first;
  }

  /** Ends the session, as {@link #close(CloseReason, String)} does, and counts why. */
  public void close(Limit limit, String text) {
    if (close(limit.closeReason(), text)) {
      context.events().fire(new GatewayEvent.LimitReached(limit));
    }
  }

  private void fail(Throwable fault) {
    context.events().fire(new GatewayEvent.SessionFailed(this, fault));
    close(CloseReason.INTERNAL, "internal error");
  }

  /** Answers whether the session was not over already. */
  private boolean leave(SessionState to, CloseReason reason, String text) {
    SessionState before;
    Call pending;
    CanisterChannel left;
    synchronized (lock) {
      if (state.isOver()) {
        return false;
      }
      before = state;
      state = before == SessionState.CONNECTED ? SessionState.LEAVING : to;
      if (state == SessionState.LEAVING) {
        inbox.clear();
      }
      pending = call;
      left = channel;
    }
    deadline.end();
    context.ended(this, socket, reason, text);
    Faults faults = context.faults();
    if (left != null) {
      SessionEntry known = requireNonNull(entry);
      faults.contain(
          "Leaving a channel", () -> context.canisters().leave(left, known.client(), this));
    }
    if (pending != null && before != SessionState.OPEN) {
      faults.contain("Taking a call back", pending::withdraw);
    }
    return true;
  }

  /** No frame comes after those that have come: what is tried now is tried once. */
  private void drained() {
    Call pending;
    synchronized (lock) {
      state = state == SessionState.DRAINING ? SessionState.LEAVING : state;
      pending = state == SessionState.LEAVING ? call : null;
    }
    if (pending != null) {
      context.faults().contain("Giving a call up", pending::giveUp);
    }
    step();
  }

  /** After the end: drops what still waits; it costs nothing more. */
  void drop() {
    intake.close();
    synchronized (lock) {
      inbox.clear();
    }
    drained();
  }

  /** The session's number, and its client and canister once they are known. */
  @Override
  public String toString() {
    SessionEntry known = entry;
    return "Session " + id + (known == null ? "" : " of " + known);
  }
}
