package icws.gateway.edge;

import icws.gateway.relay.ClientSession;
import icws.gateway.relay.ClientSocket;
import icws.gateway.wire.CloseReason;
import icws.ic.Bytes;
import java.time.Duration;
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
  private final EdgeLimits limits;
  private final LongSupplier nanoClock;
  private final Outbox outbox;
  private final ClientSession session;

  /** When the peer last gave a sign of life. Written by the container's threads. */
  private volatile long heardNanos;

  /** When the peer was last pinged. The reaper's alone. */
  private long pingedNanos;

  /**
   * @param connect makes the session of this socket
   */
  Connection(
      FrameChannel channel,
      EdgeLimits limits,
      LongSupplier nanoClock,
      Function<ClientSocket, ClientSession> connect) {
    this.limits = limits;
    this.nanoClock = nanoClock;
    this.outbox = new Outbox(channel, limits.maxOutboxBytes(), nanoClock);
    this.heardNanos = nanoClock.getAsLong();
    this.pingedNanos = heardNanos;
    // Last: the session may use this socket at once.
    this.session = connect.apply(this);
  }

  /** A binary frame came. */
  void receive(Bytes frame) {
    heard();
    if (frame.size() > limits.maxFrameBytes()) {
      tooBig();
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

  /** The socket is closed, by whichever side. */
  void gone() {
    session.disconnected();
  }

  @Override
  public void send(Bytes frame) {
    if (!outbox.send(frame)) {
      abort(
          CloseReason.TRY_AGAIN_LATER,
          "more than " + limits.maxOutboxBytes() + " bytes wait for this client to read them");
    }
  }

  @Override
  public void close(CloseReason reason, String text) {
    outbox.close(reason.code(), text);
  }

  /**
   * Looks whether the peer is still there, pings it where that is in doubt, and gives it up where
   * it is not.
   *
   * @return false if this connection is over
   */
  boolean inspect() {
    Duration silence = Duration.ofNanos(nanoClock.getAsLong() - heardNanos);
    if (outbox.isOver()) {
      return false;
    }
    if (outbox.stuck(limits.sendTimeout())) {
      abort(CloseReason.TRY_AGAIN_LATER, "a frame did not leave within " + limits.sendTimeout());
    } else if (silence.compareTo(limits.idleTimeout()) > 0) {
      abort(CloseReason.POLICY, "silent for more than " + limits.idleTimeout());
    } else if (silence.compareTo(limits.pingInterval()) > 0) {
      pingAtIntervals();
    }
    return true;
  }

  private void pingAtIntervals() {
    long now = nanoClock.getAsLong();
    if (now - pingedNanos >= limits.pingInterval().toNanos()) {
      pingedNanos = now;
      outbox.ping();
    }
  }

  /** Ends the session and does not wait for the peer to read what it was sent. */
  private void abort(CloseReason reason, String text) {
    session.close(reason, text);
    outbox.abort(reason.code(), text);
  }
}
