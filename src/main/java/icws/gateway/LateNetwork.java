package icws.gateway;

import icws.gateway.canister.Canister;
import icws.ic.Principal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The canisters of a network whose root key may not be known yet. No client is let in before it is.
 * Thread-safe.
 */
final class LateNetwork implements Function<Principal, Canister> {
  private volatile @Nullable Function<Principal, Canister> network;

  void known(Function<Principal, Canister> reached) {
    network = reached;
  }

  @Override
  public Canister apply(Principal id) {
    Function<Principal, Canister> reached = network;
    if (reached == null) {
      throw new IllegalStateException("a client was let in before the network was known");
    }
    return reached.apply(id);
  }
}
