package icws.gateway.edge;

import icws.gateway.wire.poc.PocProtocol;
import jakarta.enterprise.context.Dependent;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** The WebSocket endpoint of the PoC protocol. */
@Dependent
@ServerEndpoint(value = PocEndpoint.PATH, configurator = Handshake.class)
public class PocEndpoint extends ProtocolEndpoint {
  /** Where clients of the PoC protocol connect, below the context root. */
  public static final String PATH = "/" + PocProtocol.NAME;

  @OnOpen
  public void onOpen(Session session) {
    opened(session, PocProtocol.NAME);
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
