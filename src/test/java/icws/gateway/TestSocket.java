package icws.gateway;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real WebSocket to the gateway that keeps what it receives. */
final class TestSocket implements WebSocket.Listener, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** How the other side closed. */
  record Closure(int code, String reason) {}

  private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Closure> closure = new CompletableFuture<>();
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private @Nullable WebSocket socket;

  private TestSocket() {}

  static TestSocket connect(HttpClient http, URI address) {
    TestSocket listener = new TestSocket();
    listener.socket = http.newWebSocketBuilder().buildAsync(address, listener).join();
    return listener;
  }

  /** Connects as a page of this origin would. */
  static TestSocket connect(HttpClient http, URI address, String origin) {
    TestSocket listener = new TestSocket();
    listener.socket =
        http.newWebSocketBuilder().header("Origin", origin).buildAsync(address, listener).join();
    return listener;
  }

  void send(byte[] frame) {
    connected().sendBinary(ByteBuffer.wrap(frame), true).join();
  }

  void sendText(String text) {
    connected().sendText(text, true).join();
  }

  /** The next frame. */
  byte[] receive() throws InterruptedException {
    byte[] frame = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (frame == null) {
      throw new AssertionError("no frame within " + PATIENCE + "; closed: " + closure.getNow(null));
    }
    return frame;
  }

  /** Waits until the gateway closes. */
  Closure awaitClosure() {
    return closure.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  boolean isOpen() {
    return !closure.isDone();
  }

  /** Closes as a browser does. */
  @Override
  public void close() {
    WebSocket open = connected();
    if (!open.isOutputClosed()) {
      try {
        open.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
      } catch (CompletionException gatewayWasFaster) {
        open.abort();
      }
    }
  }

  /** Drops the connection without a word. */
  void abort() {
    connected().abort();
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
    byte[] part = new byte[data.remaining()];
    data.get(part);
    partial.writeBytes(part);
    if (last) {
      received.add(partial.toByteArray());
      partial.reset();
    }
    webSocket.request(1);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    closure.complete(new Closure(code, reason));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closure.completeExceptionally(error);
  }

  private WebSocket connected() {
    if (socket == null) {
      throw new IllegalStateException("not connected");
    }
    return socket;
  }
}
