package icws.gateway;

import icws.gateway.relay.session.ClientSession;
import icws.gateway.relay.session.ClientSocket;
import icws.gateway.wire.CloseReason;
import icws.ic.Bytes;
import java.net.InetAddress;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * A WebSocket without a wire, both ends of it: what the client says goes to its session at once,
 * what the session says goes to the client in order. Thread-safe.
 */
final class InProcessSocket implements WebSocket, ClientSocket {
  private final Listener client;
  private final Executor threads;
  private final ClientSession session;
  private volatile boolean closed;

  // Guarded by this. Completes when the client has heard everything so far.
  private CompletableFuture<Void> heard = CompletableFuture.completedFuture(null);

  /**
   * @param client hears what the gateway says, on one of the threads at a time
   * @param connect makes the session of a socket
   */
  InProcessSocket(
      Listener client, Executor threads, Function<ClientSocket, ClientSession> connect) {
    this.client = client;
    this.threads = threads;
    this.session = connect.apply(this);
  }

  ClientSession session() {
    return session;
  }

  private synchronized void tell(Runnable news) {
    heard = heard.thenRunAsync(news, threads);
  }

  @Override
  public InetAddress address() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public void send(Bytes frame) {
    if (!closed) {
      tell(() -> client.onBinary(this, frame.asByteBuffer(), true));
    }
  }

  @Override
  public void close(CloseReason reason, String text) {
    closed = true;
    tell(() -> client.onClose(this, reason.code(), text));
  }

  @Override
  public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
    session.receive(Bytes.copyOf(data));
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public CompletableFuture<WebSocket> sendClose(int code, String reason) {
    closed = true;
    session.disconnected();
    tell(() -> client.onClose(this, code, reason));
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
    session.close(CloseReason.TEXT_FRAME, "a text frame");
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
    throw new UnsupportedOperationException("pings are the server's");
  }

  @Override
  public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
    throw new UnsupportedOperationException("pongs are the server's");
  }

  @Override
  public void request(long count) {
    // The client hears everything as it comes.
  }

  @Override
  public String getSubprotocol() {
    return "";
  }

  @Override
  public boolean isOutputClosed() {
    return closed;
  }

  @Override
  public boolean isInputClosed() {
    return closed;
  }

  @Override
  public void abort() {
    closed = true;
    session.disconnected();
  }
}
