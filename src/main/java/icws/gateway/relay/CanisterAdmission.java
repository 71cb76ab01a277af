package icws.gateway.relay;

import icws.ic.Principal;
import java.util.Set;

/**
 * Which canisters the gateway serves, and to how many clients.
 *
 * @param listed the canisters served; empty means all
 * @param maxClients of one canister in one protocol at once
 */
public record CanisterAdmission(Set<Principal> listed, int maxClients) {

  public CanisterAdmission {
    listed = Set.copyOf(listed);
    if (maxClients < 1) {
      throw new IllegalArgumentException("canisters without clients: " + maxClients);
    }
  }

  /** Every canister, to as many clients as a gateway has connections by default. */
  public static CanisterAdmission usual() {
    return new CanisterAdmission(Set.of(), 10_000);
  }

  /** Whether a canister is served. */
  public boolean serves(Principal canister) {
    return listed.isEmpty() || listed.contains(canister);
  }
}
