package icws.gateway.edge;

import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.ClientSession;
import icws.gateway.relay.ClientSocket;
import icws.gateway.relay.Limit;
import icws.gateway.wire.CloseReason;
import icws.ic.Bytes;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * One open socket: what comes in is checked and given to the session, what goes out waits in the
 * outbox, and a peer that has gone silent or stopped reading is told from one that is merely quiet.
 *
 * <p>Every method returns at once. Frames come one after the other, as containers give them; {@link
 * #inspect} is the reaper's alone; everything else may come from any thread.
 */
final class Connection implements ClientSocket {
  private final InetAddress client;
  private final EdgeLimits limits;
  private final Duration maxAge;
  private final Executor blockingCalls;
  private final LongSupplier nanoClock;
  private final Outbox outbox;
  private final FrameRate.Bucket frames;
  private final long openedNanos;
  private final ClientSession session;

  /** Whether its end is decided, and left to another thread. */
  private final AtomicBoolean givenUp = new AtomicBoolean();

  /** When the peer last gave a sign of life. Written by the container's threads. */
  private volatile long heardNanos;

  /** When the peer was last pinged. The reaper's alone. */
  private long pingedNanos;

  /** Whether it has been told that it is too old. The reaper's alone. */
  private boolean retired;

  /**
   * @param client the address of whoever is on the other side
   * @param maxAge how long it may be open, in place of what the limits say of all
   * @param outboxes what the outboxes of all connections may hold
   * @param blockingCalls runs what takes long or may keep its thread
   * @param connect makes the session of this socket
   */
  Connection(
      InetAddress client,
      FrameChannel channel,
      EdgeLimits limits,
      Duration maxAge,
      ByteBudget outboxes,
      Executor blockingCalls,
      LongSupplier nanoClock,
      Function<ClientSocket, ClientSession> connect) {
    this.client = client;
    this.limits = limits;
    this.maxAge = maxAge;
    this.blockingCalls = blockingCalls;
    this.nanoClock = nanoClock;
    this.outbox = new Outbox(channel, limits.outbox(), outboxes, blockingCalls, nanoClock);
    this.openedNanos = nanoClock.getAsLong();
    this.frames = limits.frameRate().new Bucket(openedNanos);
    this.heardNanos = openedNanos;
    this.pingedNanos = openedNanos;
    // Last: the session may use this socket at once.
    this.session = connect.apply(this);
  }

  /** The address of whoever is on the other side. */
  InetAddress client() {
    return client;
  }

  /** A binary frame came. The container also reports those that were under way at the close. */
  void receive(Bytes frame) {
    if (outbox.isOver()) {
      return;
    }
    heard();
    if (frame.size() > limits.maxFrameBytes()) {
      tooBig();
    } else if (!frames.take(heardNanos)) {
      abort(
          Limit.FRAME_RATE,
          "more than " + limits.frameRate().perSecond() + " frames a second in the long run");
    } else {
      session.receive(frame);
    }
  }

  /** A frame over the limit came. */
  void tooBig() {
    session.tooBig();
  }

  /** A text frame came. */
  void receiveText() {
    heard();
    session.receiveText();
  }

  /** The peer gave a sign of life. */
  void heard() {
    heardNanos = nanoClock.getAsLong();
  }

  /** The container cannot go on with this socket. */
  void fail(CloseReason reason, String text) {
    session.close(reason, text);
  }

  /** Completes when nothing of this client is left, here or at its canister. */
  CompletableFuture<Void> ended() {
    return session.ended();
  }

  /** The socket is closed, by whichever side. */
  void gone() {
    outbox.gone();
    session.disconnected();
  }

  @Override
  public InetAddress address() {
    return AddressRange.household(client);
  }

  @Override
  public void send(Bytes frame) {
    outbox.send(frame).ifPresent(passed -> giveUp(passed, words(passed)));
  }

  private String words(Limit passed) {
    return passed == Limit.OUTBOX
        ? "more than " + limits.outbox().maxBytes() + " bytes wait for this client to read them"
        : "too many bytes wait for all clients to read them";
  }

  @Override
  public void close(CloseReason reason, String text) {
    outbox.close(reason.code(), text);
  }

  /** How many bytes wait for the peer to read them. */
  long outboxBytes() {
    return outbox.pendingBytes();
  }

  /**
   * Looks whether the peer is still there, pings it where that is in doubt, and gives it up where
   * it is not, or has been there long enough.
   *
   * @return false if this connection is over
   */
  boolean inspect() {
    if (outbox.isOver()) {
      return !outbox.isClosed();
    }
    long now = nanoClock.getAsLong();
    Duration silence = Duration.ofNanos(now - heardNanos);
    Duration age = Duration.ofNanos(now - openedNanos);
    if (outbox.isOverdue()) {
      giveUp(Limit.SEND_TIME, "a frame did not leave in time");
    } else if (silence.compareTo(limits.idleTimeout()) > 0) {
      giveUp(Limit.IDLE_TIME, "silent for more than " + limits.idleTimeout());
    } else if (age.compareTo(maxAge) > 0) {
      retire();
    } else if (silence.compareTo(limits.pingInterval()) > 0) {
      pingAtIntervals(now);
    }
    return true;
  }

  /** Tells the peer to come back on another connection, once it has what waits for it. */
  private void retire() {
    if (!retired) {
      retired = true;
      blockingCalls.execute(
          () ->
              session.close(
                  Limit.CONNECTION_AGE, "connected for more than " + maxAge + ": connect again"));
    }
  }

  private void pingAtIntervals(long now) {
    if (now - pingedNanos >= limits.pingInterval().toNanos()) {
      pingedNanos = now;
      outbox.ping();
    }
  }

  /**
   * Ends the session and does not wait for the peer to read what it was sent. Not on this thread,
   * which may have thousands of others to look after.
   */
  private void giveUp(Limit limit, String text) {
    if (givenUp.compareAndSet(false, true)) {
      blockingCalls.execute(() -> abort(limit, text));
    }
  }

  private void abort(Limit limit, String text) {
    session.close(limit, text);
    outbox.abort(limit.closeReason().code(), text);
  }
}
