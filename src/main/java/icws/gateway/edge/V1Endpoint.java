package icws.gateway.edge;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.server.ServerEndpoint;

/** The WebSocket endpoint of protocol v1, of the published SDK. */
@Dependent
@ServerEndpoint(value = V1Endpoint.PATH, configurator = Handshake.class)
public class V1Endpoint extends ProtocolEndpoint {
  /** Where clients of protocol v1 connect, below the context root. */
  public static final String PATH = "/v1";

  @Inject
  public V1Endpoint(Connections connections) {
    super(connections, "v1");
  }
}
