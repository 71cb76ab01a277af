package icws.gateway.relay.call;

import icws.gateway.canister.Canister;
import icws.gateway.relay.Destination;
import icws.gateway.relay.RelayContext;
import java.util.function.Function;

/** Who asks the canisters of a network, each as its circuit allows. Thread-safe. */
public final class CanisterCallers {

  private final Function<Destination, Canister> network;
  private final Circuits circuits;
  private final RelayContext context;

  /**
   * @param network makes the canister of a destination; quick and without effects
   * @param circuits hear of all that comes of asking
   */
  public CanisterCallers(
      Function<Destination, Canister> network, Circuits circuits, RelayContext context) {
    this.network = network;
    this.circuits = circuits;
    this.context = context;
  }

  /** Which canisters are in trouble. */
  public Circuits circuits() {
    return circuits;
  }

  /** Who asks a canister, whether or not it exists or has clients. */
  public CanisterCaller of(Destination destination) {
    return new CanisterCaller(destination, network.apply(destination), circuits, context);
  }
}
