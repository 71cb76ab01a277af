package icws.gateway.edge;

import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;

/**
 * What the endpoints of all paths have in common: the container's events, handed to an {@link
 * EndpointSocket}. The container makes an endpoint for each socket, and calls it for one event at a
 * time.
 */
public abstract class ProtocolEndpoint {
  private final EndpointSocket socket;

  /**
   * @param protocol the name of the protocol that is spoken on this endpoint's sockets
   */
  protected ProtocolEndpoint(Connections connections, String protocol) {
    socket = new EndpointSocket(connections, protocol);
  }

  @OnOpen
  public void opened(Session session) {
    socket.opened(session);
  }

  @OnMessage(maxMessageSize = EdgeLimits.FRAME_BYTES_CEILING)
  public void binary(byte[] frame) {
    socket.binary(frame);
  }

  @OnMessage(maxMessageSize = EdgeLimits.FRAME_BYTES_CEILING)
  public void text(String frame) {
    socket.text();
  }

  @OnMessage
  public void pong(PongMessage pong) {
    socket.pong();
  }

  @OnError
  public void failed(Throwable fault) {
    socket.failed(fault);
  }

  @OnClose
  public void closed(CloseReason reason) {
    socket.closed(reason);
  }
}
