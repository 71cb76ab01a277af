package icws.client;

import icws.client.IcWebSocketException.Failure;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way out, one after the other, as the JDK's WebSocket wants it. Bounded in bytes;
 * what would be over is refused. Thread-safe.
 */
final class Outgoing {
  private final WebSocket socket;
  private final long mostBytes;

  // Guarded by this. The last one completes when everything so far has left.
  private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
  private long waitingBytes;
  private boolean closed;

  Outgoing(WebSocket socket, long mostBytes) {
    this.socket = socket;
    this.mostBytes = mostBytes;
  }

  /**
   * Sends a frame of the application's.
   *
   * @param frame makes it, once it is certain that it leaves; frames leave in the order in which
   *     they are made
   * @return completes when it has left; fails with {@link Failure#BUFFER_FULL} or {@link
   *     Failure#NOT_OPEN}
   */
  synchronized CompletableFuture<Void> send(Supplier<byte[]> frame) {
    if (closed) {
      return refused(Failure.NOT_OPEN, "this socket is closed");
    } else if (waitingBytes > mostBytes) {
      return refused(Failure.BUFFER_FULL, waitingBytes + " bytes wait to be sent");
    }
    return enqueue(frame.get());
  }

  /** Sends a frame of the protocol's, however many wait; nothing if this is closed. */
  synchronized void sendOwn(Supplier<byte[]> frame) {
    if (!closed) {
      CompletableFuture<Void> unused = enqueue(frame.get());
    }
  }

  private CompletableFuture<Void> enqueue(byte[] frame) {
    waitingBytes += frame.length;
    CompletableFuture<WebSocket> leaving =
        last.thenCompose(before -> socket.sendBinary(ByteBuffer.wrap(frame), true));
    last = leaving;
    CompletableFuture<Void> sent = new CompletableFuture<>();
    CompletableFuture<WebSocket> unused =
        leaving.whenComplete((left, failure) -> told(sent, frame.length, failure));
    return sent;
  }

  private void told(CompletableFuture<Void> sent, int bytes, @Nullable Throwable failure) {
    synchronized (this) {
      waitingBytes -= bytes;
    }
    if (failure == null) {
      sent.complete(null);
    } else {
      sent.completeExceptionally(
          new IcWebSocketException(Failure.CONNECTION, "not sent: " + failure, failure));
    }
  }

  /** Closes after all that was sent; nothing more is. Only the first call counts. */
  synchronized void close(int code, String reason) {
    if (!closed) {
      closed = true;
      last = last.thenCompose(before -> socket.sendClose(code, reason));
    }
  }

  /** Drops the connection without a word. */
  synchronized void abort() {
    closed = true;
    socket.abort();
  }

  private static CompletableFuture<Void> refused(Failure failure, String why) {
    return CompletableFuture.failedFuture(new IcWebSocketException(failure, why));
  }
}
