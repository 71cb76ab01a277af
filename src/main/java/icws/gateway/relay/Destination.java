package icws.gateway.relay;

import icws.gateway.wire.WireProtocol;
import icws.ic.Principal;

/**
 * A canister and the protocol that is spoken with it. A canister that speaks two protocols is two
 * destinations, with clients, messages and a poller each.
 *
 * @param protocol the same object for all destinations of a protocol
 */
public record Destination(WireProtocol protocol, Principal canister) {

  /** The canister's id and the protocol's name. */
  @Override
  public String toString() {
    return canister + " (" + protocol.name() + ")";
  }
}
