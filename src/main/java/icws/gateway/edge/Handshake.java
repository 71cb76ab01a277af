package icws.gateway.edge;

import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/**
 * Hands the client's address on from the request to the socket. Origins are the {@link
 * UpgradeFilter}'s business: what a server makes of a refusal here differs.
 */
public final class Handshake extends ServerEndpointConfig.Configurator {
  /** The user property of a session that has its client's address, a String. */
  static final String CLIENT_ADDRESS = "icws.client-address";

  @Override
  public boolean checkOrigin(String originHeader) {
    return true;
  }

  @Override
  public void modifyHandshake(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
    List<String> address = request.getHeaders().get(AddressedRequest.HEADER);
    if (address == null || address.size() != 1) {
      throw new IllegalStateException("a handshake that did not pass the filter");
    }
    // A handshake's own copy: Jakarta WebSocket 2.1, ServerEndpointConfig.Configurator.
    config.getUserProperties().put(CLIENT_ADDRESS, address.get(0));
  }
}
