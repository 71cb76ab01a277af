package icws.client;

import static icws.client.IcWebSocketException.Failure.CONNECTION;
import static icws.client.IcWebSocketException.Failure.MALFORMED_FRAME;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What comes from a gateway, as whole frames, each when the one before has been dealt with: so that
 * nothing queues here. Called by one thread of the HTTP client at a time.
 */
final class FrameReceiver implements WebSocket.Listener {
  /** More than a canister's largest message, certificate and tree are together. */
  static final int MOST_BYTES = 4 << 20;

  private final Connection connection;
  // Made anew for each frame: one that has held a large frame would keep the room for it.
  private ByteArrayOutputStream partial = new ByteArrayOutputStream(0);

  FrameReceiver(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void onOpen(WebSocket socket) {
    connection.connected(socket);
    socket.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    if (partial.size() + data.remaining() > MOST_BYTES) {
      partial = new ByteArrayOutputStream(0);
      connection.fail(new IcWebSocketException(MALFORMED_FRAME, "a frame over 4 MiB"));
    } else {
      gather(data);
    }
    if (last) {
      byte[] frame = partial.toByteArray();
      partial = new ByteArrayOutputStream(0);
      CompletionStage<?> unused =
          connection.received(frame).whenComplete((dealtWith, failure) -> socket.request(1));
    } else {
      socket.request(1);
    }
    return null;
  }

  private void gather(ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    partial.writeBytes(bytes);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    connection.fail(new IcWebSocketException(MALFORMED_FRAME, "a text"));
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    connection.closed(code, reason);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    connection.fail(new IcWebSocketException(CONNECTION, "the connection broke: " + error, error));
  }
}
