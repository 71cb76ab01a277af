package icws.gateway.relay.closing;

import icws.gateway.relay.Destination;
import icws.gateway.wire.ClientKey;

/**
 * What is written down of a session, so that its canister can be told of its end whatever becomes
 * of the gateway.
 */
public record SessionEntry(Destination destination, ClientKey client) {

  /** The client and its canister. */
  @Override
  public String toString() {
    return "client " + client + " at " + destination;
  }
}
