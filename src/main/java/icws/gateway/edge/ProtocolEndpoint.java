package icws.gateway.edge;

import icws.gateway.edge.AddressedRequest.ClientAddress;
import icws.gateway.wire.CloseReason;
import icws.ic.Bytes;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * One client's socket as the container sees it, in whichever protocol.
 *
 * <p>Each subclass is an endpoint at a path of its own and hands its events on to here: annotations
 * of methods are not inherited on every server (Jakarta WebSocket 2.1, section 4.8). The container
 * makes one object for each socket, without arguments, and reports one event at a time, but may
 * change threads.
 */
public abstract class ProtocolEndpoint {
  private static final Logger LOG = System.getLogger(ProtocolEndpoint.class.getName());

  @Inject private Connections connections;

  /** Set when the socket opens; null if it was turned away. */
  private volatile @Nullable Connection connection;

  /**
   * @param protocol the name of the protocol that is spoken on this socket
   */
  final void opened(Session session, String protocol) {
    if (!(session.getUserPrincipal() instanceof ClientAddress client)) {
      throw new IllegalStateException("a socket that did not pass the filter");
    }
    connection =
        connections.open(protocol, client.address(), new SessionChannel(session)).orElse(null);
  }

  final void binary(byte[] frame) {
    Connection open = connection;
    if (open != null) {
      open.receive(Bytes.wrap(frame));
    }
  }

  final void text() {
    Connection open = connection;
    if (open != null) {
      open.receiveText();
    }
  }

  final void pong() {
    Connection open = connection;
    if (open != null) {
      open.heard();
    }
  }

  /**
   * A fault of the transport, which means that the client has gone, or one of ours. The container
   * may or may not report the close as well.
   */
  final void failed(Throwable fault) {
    Connection open = connection;
    if (open == null) {
      return;
    }
    if (fault instanceof IOException) {
      LOG.log(Level.DEBUG, "A socket broke", fault);
      connections.remove(open);
    } else {
      connections.report(fault);
      open.fail(CloseReason.INTERNAL, "internal error");
    }
  }

  /** The socket is closed: by the client, by us, or by the container for a frame over its limit. */
  final void closed(CloseCode code) {
    Connection open = connection;
    if (open == null) {
      return;
    }
    if (code == CloseCodes.TOO_BIG) {
      open.tooBig();
    }
    connections.remove(open);
  }
}
