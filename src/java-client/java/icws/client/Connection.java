package icws.client;

import static icws.client.IcWebSocketException.Failure.CONNECTION;
import static icws.client.IcWebSocketException.Failure.MALFORMED_FRAME;
import static icws.client.IcWebSocketException.Failure.NOT_OPEN;
import static icws.client.IcWebSocketException.Failure.NO_HEARTBEAT;
import static icws.client.IcWebSocketException.Failure.TIMEOUT;
import static icws.client.IcWebSocketException.Failure.UNREADABLE_MESSAGE;

import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.ic4j.types.Principal;
import org.jspecify.annotations.Nullable;

/**
 * One connection of one client, from its registration to its end, which comes once. Nothing of it
 * blocks. Thread-safe; what comes is taken by one thread at a time.
 */
final class Connection implements ConversationListener {
  /** How long the other side may take to close, too. */
  private static final Duration CLOSING_TIMEOUT = Duration.ofSeconds(10);

  private static final CompletableFuture<?> DEALT_WITH = CompletableFuture.completedFuture(null);

  /** Takes the contents of messages; the next comes when the stage has completed. */
  @FunctionalInterface
  interface Application {
    CompletionStage<?> take(Connection from, byte[] content);
  }

  private final Opening opening;
  private final Application application;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<IcWebSocketException> ended = new CompletableFuture<>();
  private volatile @Nullable Introduction introduction;
  private volatile @Nullable Outgoing outgoing;
  private volatile boolean closing;
  // Guarded by this: what ends it when a time has run out.
  private @Nullable ScheduledFuture<?> vigil;
  // The receiving thread's alone. When the application has dealt with the message.
  private CompletionStage<?> dealtWith = DEALT_WITH;

  Connection(Opening opening, Application application) {
    this.opening = opening;
    this.application = application;
  }

  /** Opens it, once. */
  void open() {
    Duration timeout = opening.connectTimeout();
    watch(
        timeout,
        new IcWebSocketException(TIMEOUT, "not open within " + timeout.toMillis() + " ms"));
    CompletableFuture<WebSocket> unused =
        CompletableFuture.completedFuture(opening)
            .thenCompose(Opening::introduce)
            .thenCompose(this::connect)
            .whenComplete(
                (socket, failure) -> {
                  if (failure != null) {
                    fail(reason(failure));
                  }
                });
  }

  private CompletableFuture<WebSocket> connect(Introduction known) {
    introduction = known;
    return opening.connect(new FrameReceiver(this));
  }

  /** Completes when the canister has confirmed it; fails as {@link #ended} says. */
  CompletableFuture<Void> opened() {
    return opened;
  }

  private static IcWebSocketException reason(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof IcWebSocketException known) {
      return known;
    }
    String why =
        cause instanceof WebSocketHandshakeException refused
            ? "it answers " + refused.getResponse().statusCode()
            : String.valueOf(cause);
    return new IcWebSocketException(CONNECTION, "no socket to the gateway: " + why, cause);
  }

  /** The gateway has taken the socket; nothing has come from it yet. */
  void connected(WebSocket socket) {
    Outgoing fresh = new Outgoing(socket, opening.maxWaitingBytes());
    outgoing = fresh;
    if (ended.isDone()) {
      fresh.abort();
      return;
    }
    Introduction known = introduction();
    known.conversation().opening().ifPresent(frame -> fresh.sendOwn(() -> frame));
    if (!known.isConfirmed()) {
      confirmed();
    }
  }

  private Introduction introduction() {
    Introduction known = introduction;
    if (known == null) {
      throw new IllegalStateException("connected before it was introduced");
    }
    return known;
  }

  /** Sends a message of the application; fails as {@link Outgoing#send} does. */
  CompletableFuture<Void> send(byte[] content) {
    Outgoing open = outgoing;
    if (open == null || !opened.isDone() || ended.isDone()) {
      return notOpen();
    }
    return open.send(() -> introduction().conversation().seal(content));
  }

  static CompletableFuture<Void> notOpen() {
    return CompletableFuture.failedFuture(
        new IcWebSocketException(NOT_OPEN, "there is no connection"));
  }

  /** Takes a frame; completes when the next one may come. */
  CompletionStage<?> received(byte[] frame) {
    dealtWith = DEALT_WITH;
    if (!ended.isDone() && !closing) {
      try {
        introduction().conversation().accept(frame, this);
      } catch (IcWebSocketException refused) {
        fail(refused);
      } catch (Throwable fault) {
        fail(new IcWebSocketException(MALFORMED_FRAME, "not read: " + fault, fault));
      }
    }
    return dealtWith;
  }

  @Override
  public void greeted(Principal gateway, byte[] answer) {
    sendOwn(answer);
  }

  @Override
  public void confirmed() {
    awaitHeartbeat();
    introduction().opened();
    opened.complete(null);
  }

  @Override
  public void heard(byte[] content) {
    CompletionStage<?> taken = application.take(this, content);
    dealtWith =
        taken.whenComplete(
            (done, fault) -> {
              if (fault != null) {
                fail(new IcWebSocketException(UNREADABLE_MESSAGE, "not taken: " + fault, fault));
              }
            });
  }

  @Override
  public void asked(long arrived) {
    awaitHeartbeat();
    Outgoing open = outgoing;
    if (open != null) {
      open.sendOwn(introduction().conversation()::sealSign);
    }
  }

  @Override
  public void dismissed(String reason) {
    fail(IcWebSocketException.dismissed(reason));
  }

  private void sendOwn(byte[] frame) {
    Outgoing open = outgoing;
    if (open != null) {
      open.sendOwn(() -> frame);
    }
  }

  private synchronized void awaitHeartbeat() {
    // Ordering: who closes waits for the other side from then on, whatever else has come before.
    if (!closing) {
      stopWatching();
      introduction().renewal().map(Renewal::terms).ifPresent(this::awaitHeartbeat);
    }
  }

  private void awaitHeartbeat(Registrar.Terms terms) {
    Duration patience = terms.heartbeat().plus(terms.timeout());
    watch(
        patience,
        new IcWebSocketException(NO_HEARTBEAT, "no heartbeat for " + patience.toMillis() + " ms"));
  }

  private synchronized void watch(Duration patience, IcWebSocketException failure) {
    vigil =
        opening.timers().schedule(() -> fail(failure), patience.toNanos(), TimeUnit.NANOSECONDS);
    if (ended.isDone()) {
      stopWatching();
    }
  }

  private synchronized void stopWatching() {
    if (vigil != null) {
      vigil.cancel(false);
    }
  }

  /** Closes after all that was sent, and waits for the other side only for a while. */
  void close() {
    closing = true;
    IcWebSocketException overdue = IcWebSocketException.closed(IcWebSocketException.NORMAL, "");
    Outgoing open = outgoing;
    if (open == null) {
      // Ordering: a socket that comes from now on finds the end, or is found here.
      fail(overdue);
      return;
    }
    open.close(IcWebSocketException.NORMAL, "");
    watchClosing(overdue);
  }

  private synchronized void watchClosing(IcWebSocketException overdue) {
    stopWatching();
    watch(CLOSING_TIMEOUT, overdue);
  }

  /** The gateway has closed. */
  void closed(int code, String reason) {
    end(IcWebSocketException.closed(code, reason));
  }

  /** Ends it from this side. */
  void fail(IcWebSocketException why) {
    if (!end(why)) {
      return;
    }
    Outgoing open = outgoing;
    if (open == null) {
      return;
    }
    if (why.failure().isRefusal()) {
      open.close(why.closeCode(), why.failure().name());
      ScheduledFuture<?> unused =
          opening.timers().schedule(open::abort, CLOSING_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    } else {
      open.abort();
    }
  }

  private boolean end(IcWebSocketException why) {
    boolean first = ended.complete(why);
    stopWatching();
    Introduction known = introduction;
    if (known != null) {
      known.ended();
    }
    opened.completeExceptionally(why);
    return first;
  }

  /** Completes with what ended it. */
  CompletableFuture<IcWebSocketException> ended() {
    return ended;
  }
}
