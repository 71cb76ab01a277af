package icws.gateway.ops;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the demo page needs to know.
 *
 * @param network the network's HTTP interface, as browsers reach it
 * @param rootKey the network's root key (DER); null means the one built into the client
 * @param protocols by their names, where each is spoken
 */
public record PageSettings(URI network, @Nullable Bytes rootKey, Map<String, Place> protocols) {

  /**
   * Where a protocol is spoken.
   *
   * @param gatewayPath where this server's WebSocket endpoint is
   * @param canister the canister to talk to, if the operator named one
   */
  public record Place(String gatewayPath, @Nullable Principal canister) {}

  public PageSettings {
    protocols = Map.copyOf(protocols);
  }
}
