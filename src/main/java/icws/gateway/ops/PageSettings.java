package icws.gateway.ops;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the demo page needs to know.
 *
 * @param canister the canister to talk to, if the operator named one
 * @param network the network's HTTP interface, as browsers reach it
 * @param rootKey the network's root key (DER); null means the one built into the client
 * @param gatewayPaths where this server's WebSocket endpoints are, by the protocols' names
 */
public record PageSettings(
    @Nullable Principal canister,
    URI network,
    @Nullable Bytes rootKey,
    Map<String, String> gatewayPaths) {

  public PageSettings {
    gatewayPaths = Map.copyOf(gatewayPaths);
  }
}
