package icws.gateway.edge;

import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.Limit;
import icws.gateway.relay.session.ClientSession;
import icws.gateway.relay.session.ClientSocket;
import icws.gateway.wire.CloseReason;
import icws.ic.Bytes;
import icws.ic.DurationText;
import java.net.InetAddress;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One open socket: what comes in is checked and given to the session, what goes out waits in the
 * outbox, and a peer that has gone silent or stopped reading is told from one that is merely quiet.
 *
 * <p>Every method returns at once. Frames come one after the other, as containers give them; {@link
 * #inspect} is the reaper's alone; everything else may come from any thread.
 */
final class Connection implements ClientSocket {
  private final Place place;
  private final EdgeLimits limits;
  private final Duration maxAge;
  private final Executor blockingCalls;
  private final LongSupplier nanoClock;
  private final Outbox outbox;
  private final MessageParts parts;

  /** Null where all frames are counted by the place's meter, before they come as far as here. */
  private final FrameRate.@Nullable Bucket frames;

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
   * @param place of this socket
   * @param maxAge how long it may be open, in place of what the limits say of all
   * @param outboxes what the outboxes of all connections may hold
   * @param unfinished what messages may hold, of all connections, that have begun and not ended
   * @param blockingCalls runs what takes long or may keep its thread
   * @param connect makes the session of this socket
   */
  Connection(
      Place place,
      FrameChannel channel,
      EdgeLimits limits,
      Duration maxAge,
      ByteBudget outboxes,
      ByteBudget unfinished,
      Executor blockingCalls,
      LongSupplier nanoClock,
      Function<ClientSocket, ClientSession> connect) {
    this.place = place;
    this.limits = limits;
    this.maxAge = maxAge;
    this.blockingCalls = blockingCalls;
    this.nanoClock = nanoClock;
    this.outbox = new Outbox(channel, limits.outbox(), outboxes, blockingCalls, nanoClock);
    this.openedNanos = nanoClock.getAsLong();
    this.parts = new MessageParts(limits.maxFrameBytes(), unfinished, nanoClock);
    this.frames = place.meter() == null ? limits.frameRate().new Bucket(openedNanos) : null;
    this.heardNanos = openedNanos;
    this.pingedNanos = openedNanos;
    // Last: the session may use this socket at once.
    this.session = connect.apply(this);
  }

  /** The place that it has. */
  Place place() {
    return place;
  }

  /** The address of whoever is on the other side. */
  InetAddress client() {
    return place.client();
  }

  /**
   * A part of a binary frame came, or all of it. The container also reports those that were under
   * way at the close.
   */
  void receive(byte[] part, boolean last) {
    if (last && !parts.isBegun()) {
      receive(Bytes.wrap(part));
    } else if (!outbox.isOver()) {
      heard();
      parts.add(part, last, this::receive).ifPresent(this::passed);
    }
  }

  /** A binary frame came. */
  void receive(Bytes frame) {
    if (outbox.isOver()) {
      return;
    }
    heard();
    if (frame.size() > limits.maxFrameBytes()) {
      tooBig();
    } else if (frames != null && !frames.take(heardNanos)) {
      passed(Limit.FRAME_RATE);
    } else {
      session.receive(frame);
    }
  }

  /** What came in passes a limit. */
  void passed(Limit limit) {
    if (limit == Limit.FRAME_BYTES) {
      tooBig();
    } else if (givenUp.compareAndSet(false, true)) {
      place.giveUp();
      abort(limit, words(limit));
    }
  }

  /** A frame over the limit came. */
  void tooBig() {
    session.close(Limit.FRAME_BYTES, "frame over the limit");
  }

  /** A text frame came. */
  void receiveText() {
    heard();
    session.close(CloseReason.TEXT_FRAME, "text frames are not part of the protocol");
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
    parts.end();
    outbox.gone();
    session.disconnected();
  }

  @Override
  public InetAddress address() {
    return AddressRange.household(place.client());
  }

  @Override
  public void send(Bytes frame) {
    outbox.send(frame).ifPresent(passed -> giveUp(passed, words(passed)));
  }

  private String words(Limit passed) {
    return switch (passed) {
      case FRAME_RATE ->
          "more than " + limits.frameRate().perSecond() + " frames a second in the long run";
      case OUTBOX ->
          "more than " + limits.outbox().maxBytes() + " bytes wait for this client to read them";
      case OUTBOX_TOTAL -> "too many bytes wait for all clients to read them";
      case UNMASKED -> "a client has to mask its frames";
      case PINGS -> "too many pings wait for their pongs to be read";
      case UNFINISHED -> "too many frames of all clients have begun and not ended";
      case FRAME_TIME ->
          "a frame or message took longer than " + DurationText.of(limits.frameTimeout());
      default -> "over a limit";
    };
  }

  /** Whether a frame or a message began so long ago that it should have ended. */
  private boolean isFrameOverdue(long nowNanos) {
    FrameMeter meter = place.meter();
    long longest = limits.frameTimeout().toNanos();
    return isOverdue(parts.begunNanos(), nowNanos, longest)
        || (meter != null && isOverdue(meter.begunNanos(), nowNanos, longest));
  }

  private static boolean isOverdue(OptionalLong begunNanos, long nowNanos, long longest) {
    return begunNanos.isPresent() && nowNanos - begunNanos.getAsLong() > longest;
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
    } else if (isFrameOverdue(now)) {
      giveUp(Limit.FRAME_TIME, words(Limit.FRAME_TIME));
    } else if (silence.compareTo(limits.idleTimeout()) > 0) {
      giveUp(Limit.IDLE_TIME, "silent for more than " + DurationText.of(limits.idleTimeout()));
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
                  Limit.CONNECTION_AGE,
                  "connected for more than " + DurationText.of(maxAge) + ": connect again"));
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
      // Ordering: not by a thread that others who do not read may keep.
      place.giveUp();
      blockingCalls.execute(() -> abort(limit, text));
    }
  }

  private void abort(Limit limit, String text) {
    session.close(limit, text);
    outbox.abort(limit.closeReason().code(), text);
  }
}
