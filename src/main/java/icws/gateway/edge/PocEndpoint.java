package icws.gateway.edge;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/**
 * The WebSocket endpoint of the PoC protocol. The container makes one of these for each socket, and
 * calls it for one event at a time.
 */
@Dependent
@ServerEndpoint(value = PocEndpoint.PATH, configurator = Handshake.class)
public class PocEndpoint {
  /** Where clients of the PoC protocol connect, below the context root. */
  public static final String PATH = "/poc";

  private final EndpointSocket socket;

  @Inject
  public PocEndpoint(Connections connections) {
    socket = new EndpointSocket(connections, "poc");
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
