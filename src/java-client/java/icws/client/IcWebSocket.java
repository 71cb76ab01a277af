package icws.client;

import icws.client.IcWebSocketException.Failure;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.ic4j.types.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with a canister through a gateway that need not be trusted: every message that is
 * delivered has been verified against the network's root key. Shaped as {@link
 * java.net.http.WebSocket} is; nothing blocks, and callbacks come one after the other, on the HTTP
 * client's threads or, where a time has run out, on those the JDK has for what is asynchronous.
 *
 * <p>It outlives its connections: where one ends that may be followed by another, it opens that, as
 * a new client of the canister ({@link Listener#onReconnecting}). What was sent to the client that
 * was, and had not arrived, is gone; nothing is sent twice. Thread-safe.
 *
 * @param <T> the application's messages
 */
public final class IcWebSocket<T> implements AutoCloseable {
  private static final Logger LOG = System.getLogger(IcWebSocket.class.getName());

  /**
   * What an application is told. What it throws ends the conversation, with {@link
   * Failure#UNREADABLE_MESSAGE}.
   *
   * @param <T> the application's messages
   */
  public interface Listener<T> {

    /** The canister has this client; comes again after each {@link #onReconnecting}. */
    default void onOpen(IcWebSocket<T> socket) {}

    /**
     * A verified message, the next one.
     *
     * @return completes when the next may come; null for at once. Meanwhile heartbeats wait, too,
     *     so within the canister's time-out for these
     */
    @Nullable CompletionStage<?> onMessage(IcWebSocket<T> socket, T message);

    /**
     * The connection has ended, and another is tried after a while. Until the next {@link #onOpen}
     * nothing can be sent.
     *
     * @param attempt from 1, in a row
     */
    default void onReconnecting(
        IcWebSocket<T> socket, int attempt, Duration delay, IcWebSocketException why) {}

    /**
     * The end: nothing more comes.
     *
     * @param why {@link Failure#CLOSED} with its code where a side has closed; this side with 1000
     */
    default void onClose(IcWebSocket<T> socket, IcWebSocketException why) {}
  }

  private final Opening opening;
  private final Codec<T> codec;
  private final Listener<T> listener;
  private final boolean reconnects;
  private final CompletableFuture<IcWebSocket<T>> first = new CompletableFuture<>();
  private final CompletableFuture<IcWebSocketException> closed = new CompletableFuture<>();
  private final Turns turns = new Turns();

  // Of turns alone: the connection that is open, the last that has ended, since when, and how.
  private @Nullable Connection live;
  private @Nullable Connection dead;
  private long openedNanos;
  private final Comeback comeback = new Comeback(() -> ThreadLocalRandom.current().nextDouble());

  // Guarded by this.
  private @Nullable Connection connection;
  private @Nullable ScheduledFuture<?> waiting;
  private boolean closing;

  private IcWebSocket(Opening opening, Codec<T> codec, Listener<T> listener, boolean reconnects) {
    this.opening = opening;
    this.codec = codec;
    this.listener = listener;
    this.reconnects = reconnects;
  }

  /** Begins to make sockets to one canister. */
  public static IcWebSocketBuilder newBuilder(IcNetwork network, Principal canister) {
    return new IcWebSocketBuilder(network, canister);
  }

  static <T> CompletableFuture<IcWebSocket<T>> open(
      Opening opening, Codec<T> codec, Listener<T> listener, boolean reconnects) {
    IcWebSocket<T> socket = new IcWebSocket<>(opening, codec, listener, reconnects);
    socket.connect();
    return socket.first;
  }

  /**
   * Sends a message; any number may be on their way, in order.
   *
   * @return completes when it has left, which is no word from the canister; fails with {@link
   *     Failure#NOT_OPEN}, {@link Failure#BUFFER_FULL}, {@link Failure#CONNECTION} or what the
   *     codec threw
   */
  public CompletableFuture<Void> send(T message) {
    Connection current = connection();
    try {
      return current == null ? Connection.notOpen() : current.send(codec.encode(message));
    } catch (Throwable unencodable) {
      // ic4j's are errors.
      return CompletableFuture.failedFuture(unencodable);
    }
  }

  private synchronized @Nullable Connection connection() {
    return connection;
  }

  /**
   * Closes after all that was sent, for good; does not wait. The gateway tells the canister. {@link
   * Listener#onClose} follows when the gateway has closed, too, or within ten seconds.
   */
  @Override
  public void close() {
    if (wasWaiting()) {
      turns.run(() -> end(byThisSide()));
      return;
    }
    Connection current = connection();
    if (current != null) {
      current.close();
    }
  }

  private static IcWebSocketException byThisSide() {
    return IcWebSocketException.closed(IcWebSocketException.NORMAL, "");
  }

  /** Whether there is neither a connection nor an attempt, nor will there be. */
  private synchronized boolean wasWaiting() {
    closing = true;
    ScheduledFuture<?> attempt = waiting;
    waiting = null;
    if (attempt == null) {
      return false;
    }
    // Ordering: whether or not the timer could be stopped, its attempt is claimed.
    attempt.cancel(false);
    return true;
  }

  private void reconnect() {
    synchronized (this) {
      if (waiting == null) {
        return;
      }
      waiting = null;
    }
    connect();
  }

  /** Completes after {@link Listener#onClose}, with its reason. */
  public CompletableFuture<IcWebSocketException> closed() {
    return closed.copy();
  }

  private void connect() {
    Connection fresh = new Connection(opening, this::deliver);
    CompletableFuture<Void> unused = fresh.opened().thenRun(() -> turns.run(() -> opened(fresh)));
    CompletableFuture<Void> unusedToo =
        fresh.ended().thenAccept(why -> turns.run(() -> ended(fresh, why)));
    boolean tooLate;
    synchronized (this) {
      connection = fresh;
      tooLate = closing;
    }
    if (tooLate) {
      fresh.close();
    } else {
      fresh.open();
    }
  }

  private void opened(Connection fresh) {
    if (dead == fresh) {
      // Ordering: a timer was faster, and the end has been told.
      return;
    }
    if (first.isCompletedExceptionally()) {
      // Whoever wanted it has given up.
      close();
      return;
    }
    live = fresh;
    openedNanos = System.nanoTime();
    try {
      listener.onOpen(this);
      first.complete(this);
    } catch (Throwable fault) {
      fresh.fail(new IcWebSocketException(Failure.UNREADABLE_MESSAGE, "onOpen threw", fault));
    }
  }

  /** Completes when the application has dealt with a message. */
  private CompletionStage<?> deliver(Connection from, byte[] content) {
    CompletableFuture<Object> taken = new CompletableFuture<>();
    turns.run(() -> take(from, content, taken));
    return taken;
  }

  private void take(Connection from, byte[] content, CompletableFuture<Object> taken) {
    if (live != from) {
      return;
    }
    try {
      CompletionStage<?> stage = listener.onMessage(this, codec.decode(content));
      if (stage == null) {
        taken.complete(this);
      } else {
        CompletionStage<?> unused = stage.whenComplete((done, fault) -> dealtWith(taken, fault));
      }
    } catch (Throwable fault) {
      taken.completeExceptionally(fault);
    }
  }

  private void dealtWith(CompletableFuture<Object> taken, @Nullable Throwable fault) {
    if (fault == null) {
      taken.complete(this);
    } else {
      taken.completeExceptionally(fault);
    }
  }

  private void ended(Connection gone, IcWebSocketException why) {
    Duration open =
        live == gone ? Duration.ofNanos(System.nanoTime() - openedNanos) : Duration.ZERO;
    live = null;
    dead = gone;
    first.completeExceptionally(why);
    if (first.isCompletedExceptionally()) {
      closed.complete(why);
      return;
    }
    Optional<Duration> delay = reconnects ? comeback.after(why, open) : Optional.empty();
    if (delay.isEmpty() || isClosing()) {
      end(why);
      return;
    }
    tell(() -> listener.onReconnecting(this, comeback.attempts(), delay.get(), why));
    if (!reconnectsAfter(delay.get())) {
      end(byThisSide());
    }
  }

  /** Answers whether it does: not if this side has closed meanwhile. */
  private synchronized boolean reconnectsAfter(Duration delay) {
    if (closing) {
      return false;
    }
    waiting = opening.timers().schedule(this::reconnect, delay.toNanos(), TimeUnit.NANOSECONDS);
    return true;
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  private void end(IcWebSocketException why) {
    tell(() -> listener.onClose(this, why));
    closed.complete(why);
  }

  /** What these two throw can end nothing any more: it is said. */
  private static void tell(Runnable callback) {
    try {
      callback.run();
    } catch (Throwable fault) {
      LOG.log(Level.WARNING, "a listener threw", fault);
    }
  }
}
