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
 * The WebSocket endpoint at the context root itself, where clients of other gateways connect; who
 * asks for a page there gets the page. Which protocol it speaks is the operator's choice; where it
 * is none, {@link UpgradeFilter} lets nobody come as far as here.
 */
@Dependent
@ServerEndpoint(value = RequestPath.ROOT, configurator = Handshake.class)
public class RootEndpoint extends ProtocolEndpoint {
  @Inject private RootProtocol protocol;

  @OnOpen
  public void onOpen(Session session) {
    opened(session, protocol.toString());
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
