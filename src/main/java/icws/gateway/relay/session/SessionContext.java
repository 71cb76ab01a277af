package icws.gateway.relay.session;

import icws.gateway.relay.Events;
import icws.gateway.relay.Faults;
import icws.gateway.relay.GatewayEvent;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.RelaySettings;
import icws.gateway.relay.Traffic;
import icws.gateway.relay.call.CanisterCallers;
import icws.gateway.relay.channel.CanisterRegistry;
import icws.gateway.relay.closing.OpenClientTable;
import icws.gateway.wire.CloseReason;

/**
 * What all sessions of a gateway share.
 *
 * @param callers ask the canisters
 * @param canisters that have clients here
 * @param openClients may be open at their canisters
 * @param lanes where frames are verified that take long
 * @param relay what the rest of the message path shares, too
 */
record SessionContext(
    CanisterCallers callers,
    CanisterRegistry canisters,
    OpenClientTable openClients,
    AddressLanes lanes,
    RelayContext relay) {

  RelaySettings settings() {
    return relay.settings();
  }

  Events events() {
    return relay.events();
  }

  Traffic traffic() {
    return relay.traffic();
  }

  Faults faults() {
    return relay.faults();
  }

  /** Closes the socket of a session, unless its client has, and tells of the session's end. */
  void ended(ClientSession session, ClientSocket socket, CloseReason reason, String text) {
    String words = CloseReason.fit(text);
    if (reason != CloseReason.NORMAL) {
      faults().contain("Closing a socket", () -> socket.close(reason, words));
    }
    events().fire(new GatewayEvent.SessionEnded(session, reason, words));
  }
}
