package icws.gateway.edge;

import icws.ic.Bytes;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The container's session as a channel. */
final class SessionChannel implements FrameChannel {
  private static final Logger LOG = System.getLogger(SessionChannel.class.getName());

  private final Session session;
  private final boolean mayBlock;

  SessionChannel(Session session) {
    this.session = session;
    // A sender waits there while it writes a pong, and that waits for a peer that reads.
    this.mayBlock = LibertyTransport.isOf(session);
  }

  @Override
  public boolean mayBlock() {
    return mayBlock;
  }

  @Override
  public void write(Bytes frame, Consumer<@Nullable Throwable> done) {
    try {
      // A copy: Open Liberty never sends a buffer that does not show its array, and ours is shared.
      ByteBuffer copy = ByteBuffer.wrap(frame.toByteArray());
      session.getAsyncRemote().sendBinary(copy, result -> done.accept(result.getException()));
    } catch (RuntimeException refused) {
      done.accept(refused);
    }
  }

  @Override
  public void ping() {
    try {
      session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
    } catch (IOException | RuntimeException gone) {
      LOG.log(Level.DEBUG, "No ping for session {0}: {1}", session.getId(), gone.toString());
    }
  }

  @Override
  public void close(int code, String text) {
    try {
      session.close(new CloseReason(CloseCodes.getCloseCode(code), text));
    } catch (IOException | RuntimeException gone) {
      LOG.log(Level.DEBUG, "No close for session {0}: {1}", session.getId(), gone.toString());
    }
  }
}
