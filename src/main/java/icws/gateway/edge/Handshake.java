package icws.gateway.edge;

import jakarta.websocket.server.ServerEndpointConfig;

/**
 * Lets every handshake pass. Origins are the {@link UpgradeFilter}'s business: what a server makes
 * of a refusal here differs.
 */
public final class Handshake extends ServerEndpointConfig.Configurator {

  @Override
  public boolean checkOrigin(String originHeader) {
    return true;
  }
}
