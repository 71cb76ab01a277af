package icws.gateway.edge;

import icws.gateway.wire.CloseReason;
import icws.ic.Bytes;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint does with its socket's events, in whichever protocol. The container reports one
 * event at a time, but may change threads.
 */
final class EndpointSocket {
  private static final Logger LOG = System.getLogger(EndpointSocket.class.getName());

  private final Connections connections;
  private final String protocol;

  /** Set when the socket opens; null if it was turned away. */
  private volatile @Nullable Connection connection;

  /**
   * @param protocol the name of the protocol that is spoken on this socket
   */
  EndpointSocket(Connections connections, String protocol) {
    this.connections = connections;
    this.protocol = protocol;
  }

  void opened(Session session) {
    connection = connections.open(protocol, new SessionChannel(session)).orElse(null);
  }

  void binary(byte[] frame) {
    Connection open = connection;
    if (open != null) {
      open.receive(Bytes.wrap(frame));
    }
  }

  void text() {
    Connection open = connection;
    if (open != null) {
      open.receiveText();
    }
  }

  void pong() {
    Connection open = connection;
    if (open != null) {
      open.heard();
    }
  }

  /**
   * A fault of the transport, which means that the client has gone, or one of ours. The container
   * may or may not report the close as well.
   */
  void failed(Throwable fault) {
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
  void closed(jakarta.websocket.CloseReason reason) {
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
