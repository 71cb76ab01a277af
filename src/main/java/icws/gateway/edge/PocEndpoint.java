package icws.gateway.edge;

import icws.gateway.wire.CloseReason;
import icws.ic.Bytes;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket endpoint of the PoC protocol. The container makes one of these for each socket, and
 * calls it for one event at a time.
 */
@Dependent
@ServerEndpoint(value = PocEndpoint.PATH, configurator = Handshake.class)
public class PocEndpoint {
  /** Where clients of the PoC protocol connect, below the context root. */
  public static final String PATH = "/poc";

  private static final Logger LOG = System.getLogger(PocEndpoint.class.getName());

  private final Connections connections;

  /** Set when the socket opens; null if it was turned away. Containers may change threads. */
  private volatile @Nullable Connection connection;

  @Inject
  public PocEndpoint(Connections connections) {
    this.connections = connections;
  }

  @OnOpen
  public void opened(Session session) {
    connection = connections.open(new SessionChannel(session)).orElse(null);
  }

  @OnMessage(maxMessageSize = EdgeLimits.FRAME_BYTES_CEILING)
  public void binary(byte[] frame) {
    Connection open = connection;
    if (open != null) {
      open.receive(Bytes.wrap(frame));
    }
  }

  @OnMessage(maxMessageSize = EdgeLimits.FRAME_BYTES_CEILING)
  public void text(String frame) {
    Connection open = connection;
    if (open != null) {
      open.receiveText();
    }
  }

  @OnMessage
  public void pong(PongMessage pong) {
    Connection open = connection;
    if (open != null) {
      open.heard();
    }
  }

  /**
   * A fault of the transport, which means that the client has gone, or one of ours. The container
   * may or may not report the close as well.
   */
  @OnError
  public void failed(Throwable fault) {
    Connection open = connection;
    if (open == null) {
      return;
    }
    if (fault instanceof IOException) {
      LOG.log(Level.DEBUG, "A socket broke", fault);
      connections.remove(open);
    } else {
      LOG.log(Level.ERROR, "A socket failed", fault);
      open.fail(CloseReason.INTERNAL, "internal error");
    }
  }

  /** The socket is closed: by the client, by us, or by the container for a frame over its limit. */
  @OnClose
  public void closed(jakarta.websocket.CloseReason reason) {
    Connection open = connection;
    if (open == null) {
      return;
    }
    if (reason.getCloseCode() == CloseCodes.TOO_BIG) {
      open.tooBig();
    }
    connections.remove(open);
  }
}
