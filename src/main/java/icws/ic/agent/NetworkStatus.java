package icws.ic.agent;

import icws.ic.Bytes;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborMap;
import java.util.Optional;

/**
 * What a network's status endpoint says (interface specification, "Request: Status").
 *
 * @param rootKeyDer the network's root key as it claims it; empty where it keeps it to itself
 * @param healthStatus such as {@code healthy}; empty if it says nothing
 */
public record NetworkStatus(Optional<Bytes> rootKeyDer, Optional<String> healthStatus) {

  /**
   * Reads a status; fields of later versions are ignored.
   *
   * @throws CborException if the bytes are not a status
   */
  public static NetworkStatus decode(Bytes cbor) {
    CborMap status = CborMap.read(cbor);
    return new NetworkStatus(
        status.optionalBytes("root_key"), status.optionalText("replica_health_status"));
  }
}
