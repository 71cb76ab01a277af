package icws.gateway.edge;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.websocket.server.ServerEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket endpoint at the context root itself, where clients of other gateways connect. Which
 * protocol it speaks is the operator's choice.
 */
@Dependent
@ServerEndpoint(value = RootEndpoint.PATH, configurator = RootEndpoint.RootHandshake.class)
public class RootEndpoint extends ProtocolEndpoint {
  static final String PATH = "/";

  @Inject
  public RootEndpoint(Connections connections, RootProtocol protocol) {
    super(connections, protocol.toString());
  }

  /** Refuses the upgrade to everybody where the root speaks no protocol. */
  public static final class RootHandshake extends Handshake {
    @Override
    public boolean checkOrigin(@Nullable String originHeader) {
      return CDI.current().select(RootProtocol.class).get() != RootProtocol.NONE
          && super.checkOrigin(originHeader);
    }
  }
}
