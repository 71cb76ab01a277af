package icws.conformance;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;

/** Sends back what it is sent, as the cases expect of a server. */
@ServerEndpoint("/")
public class EchoEndpoint {

  /** The cases' largest messages have 16 MiB. */
  private static final int MAX_MESSAGE_BYTES = 1 << 24;

  @OnMessage(maxMessageSize = MAX_MESSAGE_BYTES)
  public String text(String message) {
    return message;
  }

  @OnMessage(maxMessageSize = MAX_MESSAGE_BYTES)
  public ByteBuffer bytes(ByteBuffer message) {
    return message;
  }
}
