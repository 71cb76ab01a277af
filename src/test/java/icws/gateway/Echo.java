package icws.gateway;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** All of a trivial application. */
@ServerEndpoint("/echo")
public final class Echo {

  @OnMessage
  public String onText(String text) {
    return text;
  }
}
