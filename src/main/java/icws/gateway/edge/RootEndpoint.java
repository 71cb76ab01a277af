package icws.gateway.edge;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.server.ServerEndpoint;

/**
 * The WebSocket endpoint at the context root itself, where clients of other gateways connect; who
 * asks for a page there gets the page. Which protocol it speaks is the operator's choice; where it
 * is none, {@link UpgradeFilter} lets nobody come as far as here.
 */
@Dependent
@ServerEndpoint(value = "/", configurator = Handshake.class)
public class RootEndpoint extends ProtocolEndpoint {

  @Inject
  public RootEndpoint(Connections connections, RootProtocol protocol) {
    super(connections, protocol.toString());
  }
}
