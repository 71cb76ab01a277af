package icws.gateway.edge;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.server.ServerEndpoint;

/** The WebSocket endpoint of the PoC protocol. */
@Dependent
@ServerEndpoint(value = PocEndpoint.PATH, configurator = Handshake.class)
public class PocEndpoint extends ProtocolEndpoint {
  /** Where clients of the PoC protocol connect, below the context root. */
  public static final String PATH = "/poc";

  @Inject
  public PocEndpoint(Connections connections) {
    super(connections, "poc");
  }
}
