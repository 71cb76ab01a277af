package icws.gateway.relay;

import icws.gateway.canister.Canister;
import java.util.function.Function;

/** Who asks the canisters of a network, each as its circuit allows. Thread-safe. */
final class CanisterCallers {

  private final Function<Destination, Canister> network;
  private final Circuits circuits;
  private final RelayContext context;

  CanisterCallers(
      Function<Destination, Canister> network, Circuits circuits, RelayContext context) {
    this.network = network;
    this.circuits = circuits;
    this.context = context;
  }

  /** Which canisters are in trouble. */
  Circuits circuits() {
    return circuits;
  }

  /** Who asks a canister, whether or not it exists or has clients. */
  CanisterCaller of(Destination destination) {
    return new CanisterCaller(destination, network.apply(destination), circuits, context);
  }
}
