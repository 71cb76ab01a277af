package icws.client;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The gateway's end of a socket: the client hears what is said once it has asked for it.
 * Thread-safe.
 */
final class TestSocket implements WebSocket {
  final List<byte[]> heard = new CopyOnWriteArrayList<>();
  final CompletableFuture<Integer> closed = new CompletableFuture<>();
  final CompletableFuture<Void> aborted = new CompletableFuture<>();
  CompletableFuture<Void> leaving = CompletableFuture.completedFuture(null);
  private final Listener client;
  private final Deque<Runnable> said = new ArrayDeque<>();
  private long wanted;
  private boolean saying;

  TestSocket(Listener client) {
    this.client = client;
  }

  void open() {
    client.onOpen(this);
  }

  void say(byte[] frame) {
    saying(() -> client.onBinary(this, ByteBuffer.wrap(frame), true));
  }

  void sayPart(byte[] part) {
    saying(() -> client.onBinary(this, ByteBuffer.wrap(part), false));
  }

  void sayText(String text) {
    saying(() -> client.onText(this, text, true));
  }

  void close(int code, String reason) {
    saying(() -> client.onClose(this, code, reason));
  }

  void tear(Throwable why) {
    client.onError(this, why);
  }

  private synchronized void saying(Runnable news) {
    said.add(news);
    sayWhatIsWanted();
  }

  private synchronized void sayWhatIsWanted() {
    // Ordering: a client that wants more from within a callback hears it after that.
    if (saying) {
      return;
    }
    saying = true;
    while (wanted > 0 && !said.isEmpty()) {
      wanted--;
      said.remove().run();
    }
    saying = false;
  }

  /** How much is said and not wanted yet. */
  synchronized int unwanted() {
    return said.size();
  }

  @Override
  public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
    byte[] frame = new byte[data.remaining()];
    data.get(frame);
    return leaving.thenApply(
        now -> {
          heard.add(frame);
          return this;
        });
  }

  @Override
  public CompletableFuture<WebSocket> sendClose(int code, String reason) {
    closed.complete(code);
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public synchronized void request(long count) {
    wanted += count;
    sayWhatIsWanted();
  }

  @Override
  public void abort() {
    aborted.complete(null);
  }

  @Override
  public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
    throw new UnsupportedOperationException("the protocols have no texts");
  }

  @Override
  public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
    throw new UnsupportedOperationException("pings are the gateway's");
  }

  @Override
  public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
    throw new UnsupportedOperationException("pongs are the JDK's");
  }

  @Override
  public String getSubprotocol() {
    return "";
  }

  @Override
  public boolean isOutputClosed() {
    return closed.isDone();
  }

  @Override
  public boolean isInputClosed() {
    return aborted.isDone();
  }
}
