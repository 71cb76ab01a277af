package icws.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A real WebSocket to the gateway, for frames of any kind. Sending does not wait: frames leave one
 * after the other, as the JDK's WebSocket wants it. Thread-safe.
 */
public final class GatewaySocket implements AutoCloseable {
  /** How long a test waits for what must come, on however slow a machine. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How the other side closed. */
  public record Closure(int code, String reason) {}

  private final Arrivals<byte[]> frames = new Arrivals<>();
  private final Arrivals<byte[]> pongs = new Arrivals<>();
  private final CompletableFuture<Closure> closure = new CompletableFuture<>();
  private final WebSocket socket;
  private final Object lock = new Object();
  // Guarded by lock. Completes when everything so far has left, or fails with what could not.
  private CompletableFuture<WebSocket> sent;

  private GatewaySocket(WebSocket.Builder handshake, URI address) {
    this.socket = handshake.buildAsync(address, new Receiver()).join();
    this.sent = CompletableFuture.completedFuture(socket);
  }

  public static GatewaySocket connect(HttpClient http, URI address) {
    return new GatewaySocket(http.newWebSocketBuilder(), address);
  }

  /** Connects by whatever makes a WebSocket. */
  public static GatewaySocket connect(WebSocket.Builder handshake, URI address) {
    return new GatewaySocket(handshake, address);
  }

  /** Connects as a page of this origin would. */
  public static GatewaySocket connect(HttpClient http, URI address, String origin) {
    return connect(http, address, "Origin", origin);
  }

  /** Connects with one more header. */
  public static GatewaySocket connect(HttpClient http, URI address, String name, String value) {
    return new GatewaySocket(http.newWebSocketBuilder().header(name, value), address);
  }

  public void send(byte[] frame) {
    enqueue(open -> open.sendBinary(ByteBuffer.wrap(frame), true));
  }

  public void sendText(String text) {
    enqueue(open -> open.sendText(text, true));
  }

  /** Pings; what the pong brings back comes with {@link #nextPong}. */
  public void ping(byte[] payload) {
    enqueue(open -> open.sendPing(ByteBuffer.wrap(payload)));
  }

  /** Sends a pong that nobody asked for. */
  public void pong(byte[] payload) {
    enqueue(open -> open.sendPong(ByteBuffer.wrap(payload)));
  }

  private void enqueue(Function<WebSocket, CompletableFuture<WebSocket>> sending) {
    synchronized (lock) {
      sent = sent.thenCompose(sending);
    }
  }

  /** Completes when everything so far has left; fails if it cannot. */
  public CompletableFuture<?> allSent() {
    synchronized (lock) {
      return sent.copy();
    }
  }

  /** The next frame; fails after the last one of a closed socket. */
  public CompletableFuture<byte[]> next() {
    return frames.next();
  }

  /** What the next pong brings back. */
  public CompletableFuture<byte[]> nextPong() {
    return pongs.next();
  }

  /** Completes when the gateway has closed; fails if the connection broke. */
  public CompletableFuture<Closure> closure() {
    return closure.copy();
  }

  /** Waits until the gateway closes. */
  public Closure awaitClosure() {
    return closure().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  public boolean isOpen() {
    return !closure.isDone();
  }

  /** Closes as a browser does, after all that was sent. */
  @Override
  public void close() {
    if (socket.isOutputClosed()) {
      return;
    }
    enqueue(open -> open.sendClose(WebSocket.NORMAL_CLOSURE, ""));
    try {
      allSent().join();
    } catch (CompletionException gatewayWasFaster) {
      socket.abort();
    }
  }

  /** Drops the connection without a word. */
  public void abort() {
    socket.abort();
    end(new IOException("aborted"));
  }

  private void end(Throwable why) {
    closure.completeExceptionally(why);
    frames.end(why);
    pongs.end(why);
  }

  /** Called by one thread of the HTTP client at a time. */
  private final class Receiver implements WebSocket.Listener {
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
      partial.writeBytes(copy(data));
      if (last) {
        byte[] frame = partial.toByteArray();
        partial.reset();
        frames.add(frame);
      }
      webSocket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
      pongs.add(copy(message));
      webSocket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
      closure.complete(new Closure(code, reason));
      end(new IOException("closed: " + code + " " + reason));
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      end(error);
    }

    private static byte[] copy(ByteBuffer data) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      return bytes;
    }
  }
}
