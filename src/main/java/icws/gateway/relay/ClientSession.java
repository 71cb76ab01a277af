package icws.gateway.relay;

import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.Proof;
import icws.gateway.wire.WireProtocol;
import icws.ic.Bytes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection, from its socket's opening until nothing of it is left, here or at its
 * canister.
 *
 * <p>It waits for its first frame, then is at its canister ({@link CanisterVisit}), and is over
 * when either side ends it, in whatever state it is; it has ended when its canister knows that too.
 *
 * <p>Every method returns at once. Frames must come one after the other; everything else may come
 * from any thread, also from within {@link ClientSocket}'s methods.
 */
public final class ClientSession {

  private static final Logger LOG = System.getLogger(ClientSession.class.getName());

  /** A clock may be set while one waits for a point in time, so it is looked at now and then. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final long id;
  private final WireProtocol protocol;
  private final ClientSocket socket;
  private final CanisterRegistry canisters;
  private final RelayContext context;
  private final Consumer<ClientSession> atEnd;
  private final Intake intake;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  // Never held while calling out: a transition is decided under it and carried out after it.
  private final Object lock = new Object();
  // Guarded by lock.
  private @Nullable Future<?> timer;
  private @Nullable CanisterVisit visit;
  private boolean heard;
  private boolean over;

  /**
   * @param atEnd is told when nothing of the session is left
   */
  ClientSession(
      long id,
      WireProtocol protocol,
      ClientSocket socket,
      CanisterRegistry canisters,
      RelayContext context,
      Consumer<ClientSession> atEnd) {
    this.id = id;
    this.protocol = protocol;
    this.socket = socket;
    this.canisters = canisters;
    this.context = context;
    this.atEnd = atEnd;
    this.intake =
        new Intake(
            socket.address(),
            context,
            new Reception(this, protocol, canisters, context),
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

  /** Says what the protocol has the gateway say first, and waits for the client's first frame. */
  void begin() {
    protocol.greeting().ifPresent(this::deliver);
    awaitFirstFrame();
  }

  private void awaitFirstFrame() {
    setAlarm(
        context.settings().firstFrameTimeout(),
        () -> {
          // Ordering: a first frame that came just now may have been too late to stop this task.
          if (!isVisiting()) {
            close(Limit.FIRST_FRAME_TIME, "no first frame in time");
          }
        });
  }

  private boolean isVisiting() {
    synchronized (lock) {
      return visit != null;
    }
  }

  /** Ends the session when the authority has ended with which its client opened it. */
  private void outlive(Instant authorityEnd) {
    Duration left = context.timers().until(authorityEnd);
    if (left.isNegative() || left.isZero()) {
      close(CloseReason.SESSION_EXPIRED, "the authority of this session ended at " + authorityEnd);
    } else {
      setAlarm(left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT, () -> outlive(authorityEnd));
    }
  }

  /** Sets the session's one timer, in the place of the one that was. */
  private void setAlarm(Duration delay, Runnable task) {
    cancelAlarm();
    Future<?> set = context.timers().after(delay, task).orElse(null);
    synchronized (lock) {
      timer = set;
    }
    // Ordering: the session may be over already, with no timer there to cancel when it ended.
    if (isOver()) {
      cancelAlarm();
    }
  }

  /** Takes a binary frame. What is wrong with it ends the session; after the end it is ignored. */
  public void receive(Bytes frame) {
    if (isOver()) {
      return;
    }
    context.statistics().frameIn(frame.size());
    if (isFirst()) {
      cancelAlarm();
    }
    intake.receive(frame);
  }

  private boolean isFirst() {
    synchronized (lock) {
      boolean first = !heard;
      heard = true;
      return first;
    }
  }

  /** A text frame came. */
  public void receiveText() {
    close(CloseReason.TEXT_FRAME, "text frames are not part of the protocol");
  }

  /** A frame over the edge's limit came. */
  public void tooBig() {
    close(Limit.FRAME_BYTES, "frame over the limit");
  }

  /** The client has gone. What it sent when it was open still goes to its canister. */
  public void disconnected() {
    if (claimEnd()) {
      context
          .faults()
          .contain("Reporting an end", () -> report(CloseReason.NORMAL, "the client left"));
      depart();
    }
  }

  /**
   * Ends the session, in whatever state it is; messages that wait are dropped.
   *
   * @param text the reason in words, for the client and for the log
   * @return false if it was over already
   */
  public boolean close(CloseReason reason, String text) {
    boolean first = end(reason, text);
    // Also if it was over: then it drops what a client that left still had to say.
    drop();
    return first;
  }

  /**
   * Ends the session, in whatever state it is, for no fault of the client's: messages that wait
   * still go to its canister.
   *
   * @param text the reason in words, for the client and for the log
   */
  void goAway(String text) {
    end(CloseReason.GOING_AWAY, text);
    depart();
  }

  /** After the end: what waits still goes to the canister. An opening that waits does not. */
  private void depart() {
    if (visit() == null) {
      intake.close();
      leave(true);
    } else {
      intake.finish(() -> leave(true));
    }
  }

  /** After the end: drops what still waits; it costs nothing more. */
  void drop() {
    intake.close();
    leave(false);
  }

  /** Answers whether it was not over already. */
  private boolean end(CloseReason reason, String text) {
    boolean first = claimEnd();
    if (first) {
      Faults faults = context.faults();
      faults.contain("Closing a socket", () -> socket.close(reason, CloseReason.fit(text)));
      faults.contain("Reporting an end", () -> report(reason, text));
    }
    return first;
  }

  /** Ends the session, as {@link #close(CloseReason, String)} does, and counts why. */
  public void close(Limit limit, String text) {
    if (close(limit.closeReason(), text)) {
      context.statistics().limitReached(limit);
    }
  }

  /** Sends a frame to the client, if it is still there. */
  void deliver(Bytes frame) {
    if (!isOver()) {
      context.statistics().frameOut(frame.size());
      socket.send(frame);
    }
  }

  /** Nothing of the session is left. */
  void end() {
    atEnd.accept(this);
    ended.complete(null);
  }

  boolean isOver() {
    synchronized (lock) {
      return over;
    }
  }

  /** The dealings with the canister; null before the client has named one. */
  @Nullable CanisterVisit visit() {
    synchronized (lock) {
      return visit;
    }
  }

  /** Whether the caller is the first one to end the session. */
  private boolean claimEnd() {
    synchronized (lock) {
      boolean first = !over;
      over = true;
      return first;
    }
  }

  private void fail(Throwable fault) {
    LOG.log(Level.ERROR, this + " failed", fault);
    close(CloseReason.INTERNAL, "internal error");
  }

  /** The client has named its canister and itself; to its canister, if it need not prove more. */
  void open(ClientFrame.Opening opening) {
    Proof left =
        opening.proof() instanceof Proof.ByCanister asked
            ? new MeteredProof(asked, intake.lane())
            : new Proof.Settled();
    CanisterVisit first = new CanisterVisit(this, protocol, opening, canisters, context);
    boolean accepted;
    synchronized (lock) {
      accepted = visit == null && !over;
      if (accepted) {
        visit = first;
      }
    }
    if (accepted) {
      opening.authorityEnd().ifPresent(this::outlive);
      first.begin(opening.with(left));
    }
  }

  /** The client has a message for its canister, which it has proved to be its own. */
  void send(ClientFrame.Message message, int frameBytes) {
    CanisterVisit current = visit();
    if (current != null) {
      current.send(message, frameBytes).ifPresent(why -> close(Limit.INBOX, why));
    }
  }

  private void leave(boolean drain) {
    cancelAlarm();
    CanisterVisit current = visit();
    if (current == null) {
      end();
    } else {
      current.leave(drain);
    }
  }

  private void report(CloseReason reason, String text) {
    context.statistics().sessionClosed(reason);
    // Each reason is a kind of its own, so that many ends of one hide none of another.
    context.log().log(
        LOG,
        reason.isExpected() ? Level.INFO : Level.WARNING,
        "{0} ends: " + reason.code() + " " + reason + ", {1}",
        this,
        CloseReason.fit(text));
  }

  private void cancelAlarm() {
    Future<?> set;
    synchronized (lock) {
      set = timer;
      timer = null;
    }
    if (set != null) {
      set.cancel(false);
    }
  }

  /** The session's number, and its client and canister once they are known. */
  @Override
  public String toString() {
    CanisterVisit current = visit();
    return "Session " + id + (current == null ? "" : " of " + current);
  }
}
