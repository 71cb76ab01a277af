package icws.gateway.relay.session;

import icws.gateway.canister.Canister;
import icws.gateway.relay.Destination;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.call.CanisterCallers;
import icws.gateway.relay.call.Circuits;
import icws.gateway.relay.channel.CanisterRegistry;
import icws.gateway.relay.closing.OpenClientTable;
import icws.gateway.relay.closing.SessionRecord;
import java.util.function.Function;

/** The message path of one gateway, put together. */
public final class Relay {

  private final Circuits circuits;
  private final OpenClientTable openClients;
  private final CanisterRegistry canisters;
  private final SessionRegistry sessions;

  /**
   * @param network makes the canister of a destination; quick and without effects
   * @param record of the clients that may be open at their canisters
   * @param lanes where frames are verified that take long
   */
  public Relay(
      Function<Destination, Canister> network,
      SessionRecord record,
      AddressLanes lanes,
      RelayContext context) {
    this.circuits = new Circuits(context);
    CanisterCallers callers = new CanisterCallers(network, circuits, context);
    this.openClients = new OpenClientTable(record, callers, context);
    this.canisters = new CanisterRegistry(context);
    this.sessions =
        new SessionRegistry(new SessionContext(callers, canisters, openClients, lanes, context));
  }

  /** Who is connected. */
  public SessionRegistry sessions() {
    return sessions;
  }

  /** The canisters that have clients here. */
  public CanisterRegistry canisters() {
    return canisters;
  }

  /** The clients that may be open at their canisters. */
  public OpenClientTable openClients() {
    return openClients;
  }

  /** Which canisters are in trouble, be they here or not. */
  public Circuits circuits() {
    return circuits;
  }
}
