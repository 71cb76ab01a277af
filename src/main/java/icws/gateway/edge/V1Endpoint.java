package icws.gateway.edge;

import icws.gateway.wire.v1.V1Protocol;
import jakarta.enterprise.context.Dependent;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** The WebSocket endpoint of protocol v1, of the published SDK. */
@Dependent
@ServerEndpoint(value = V1Endpoint.PATH, configurator = Handshake.class)
public class V1Endpoint extends ProtocolEndpoint {
  /** Where clients of protocol v1 connect, below the context root. */
  public static final String PATH = "/" + V1Protocol.NAME;

  @OnOpen
  public void onOpen(Session session) {
    opened(session, V1Protocol.NAME);
  }

  @OnMessage
  public void onBinary(byte[] part, boolean last) {
    binary(part, last);
  }

  @OnMessage
  public void onText(String part, boolean last) {
    text();
  }

  @OnMessage
  public void onPong(PongMessage pong) {
    pong();
  }

  @OnError
  public void onError(Throwable fault) {
    failed(fault);
  }

  @OnClose
  public void onClose(CloseReason reason) {
    closed(reason.getCloseCode());
  }
}
