package icws.gateway.relay.session;

import icws.gateway.relay.Faults;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.RelaySettings;
import icws.gateway.relay.RelayStatistics;
import icws.gateway.relay.call.CanisterCallers;
import icws.gateway.relay.channel.CanisterRegistry;
import icws.gateway.relay.closing.OpenClientTable;
import icws.gateway.wire.CloseReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

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

  private static final Logger LOG = System.getLogger(ClientSession.class.getName());

  RelaySettings settings() {
    return relay.settings();
  }

  RelayStatistics statistics() {
    return relay.statistics();
  }

  Faults faults() {
    return relay.faults();
  }

  /** Counts and logs that a canister has opened a session. */
  void opened(ClientSession session) {
    statistics().sessionOpened();
    LOG.log(Level.DEBUG, () -> session + " is open");
  }

  /** Logs a fault of ours. */
  void failed(ClientSession session, Throwable fault) {
    LOG.log(Level.ERROR, session + " failed", fault);
  }

  /** Closes the socket of a session, unless its client has; counts and logs the session's end. */
  void ended(ClientSession session, ClientSocket socket, CloseReason reason, String text) {
    if (reason != CloseReason.NORMAL) {
      faults().contain("Closing a socket", () -> socket.close(reason, CloseReason.fit(text)));
    }
    faults().contain("Reporting an end", () -> report(session, reason, text));
  }

  private void report(ClientSession session, CloseReason reason, String text) {
    statistics().sessionClosed(reason);
    // Each reason is a kind of its own, so that many ends of one hide none of another.
    relay.log().log(
        LOG,
        reason.isExpected() ? Level.INFO : Level.WARNING,
        "{0} ends: " + reason.code() + " " + reason + ", {1}",
        session,
        CloseReason.fit(text));
  }
}
