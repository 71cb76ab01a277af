package icws.gateway.edge;

import icws.gateway.relay.Faults;
import icws.gateway.wire.CloseReason;
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

  /** All that a client is told of a fault. */
  static final String BROKEN = "internal error";

  @Inject private Connections connections;
  @Inject private Faults faults;

  /** Set when the socket opens; null if it was turned away. */
  private volatile @Nullable Connection connection;

  /**
   * @param protocol the name of the protocol that is spoken on this socket
   */
  final void opened(Session session, String protocol) {
    SessionChannel channel = new SessionChannel(session);
    try {
      if (!(session.getUserPrincipal() instanceof Place place)) {
        throw new IllegalStateException("a socket that did not pass the filter");
      }
      LibertyTransport.carry(session, place, connections::meter, connections.unfinished(), faults);
      connection = connections.open(protocol, place, channel).orElse(null);
    } catch (Throwable fault) {
      faults.report("The opening of a socket", fault);
      channel.close(CloseReason.INTERNAL.code(), BROKEN);
    }
  }

  final void binary(byte[] part, boolean last) {
    Connection open = connection;
    if (open == null) {
      return;
    }
    try {
      open.receive(part, last);
    } catch (Throwable fault) {
      broken(open, fault);
    }
  }

  final void text() {
    Connection open = connection;
    if (open == null) {
      return;
    }
    try {
      open.receiveText();
    } catch (Throwable fault) {
      broken(open, fault);
    }
  }

  final void pong() {
    Connection open = connection;
    if (open != null) {
      open.heard();
    }
  }

  /** A fault of ours, which costs this client its connection, and tells it nothing. */
  private void broken(Connection open, Throwable fault) {
    faults.report("A socket", fault);
    faults.contain("Ending a socket", () -> open.fail(CloseReason.INTERNAL, BROKEN));
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
      remove(open);
    } else {
      broken(open, fault);
    }
  }

  private void remove(Connection open) {
    faults.contain("Removing a socket", () -> connections.remove(open));
  }

  /** The socket is closed: by the client, by us, or by the container for a frame over its limit. */
  final void closed(CloseCode code) {
    Connection open = connection;
    if (open == null) {
      return;
    }
    if (code == CloseCodes.TOO_BIG) {
      faults.contain("Ending a socket", open::tooBig);
    }
    remove(open);
  }
}
