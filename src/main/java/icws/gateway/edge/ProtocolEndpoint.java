package icws.gateway.edge;

import icws.gateway.edge.AddressedRequest.ClientAddress;
import icws.gateway.wire.CloseReason;
import icws.ic.Bytes;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * One client's socket as the container sees it, in whichever protocol.
 *
 * <p>Each subclass is an endpoint at a path of its own and inherits its events from here; none
 * overrides them, for then the container would not find them. The container makes one object for
 * each socket and reports one event at a time, but may change threads.
 */
public abstract class ProtocolEndpoint {
  private static final Logger LOG = System.getLogger(ProtocolEndpoint.class.getName());

  private final Connections connections;
  private final String protocol;

  /** Set when the socket opens; null if it was turned away. */
  private volatile @Nullable Connection connection;

  /**
   * @param protocol the name of the protocol that is spoken on this socket
   */
  protected ProtocolEndpoint(Connections connections, String protocol) {
    this.connections = connections;
    this.protocol = protocol;
  }

  @OnOpen
  public void opened(Session session) {
    if (!(session.getUserPrincipal() instanceof ClientAddress client)) {
      throw new IllegalStateException("a socket that did not pass the filter");
    }
    connection =
        connections.open(protocol, client.address(), new SessionChannel(session)).orElse(null);
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
