package icws.devnet.replica;

import icws.ic.Bytes;
import icws.ic.Principal;

/**
 * A call to a canister's method, from outside or from a canister.
 *
 * @param sender who calls; whether it really is them was checked before
 * @param canister whom; {@link Principal#MANAGEMENT} is the management canister
 * @param argument Candid by convention; canisters may think otherwise
 */
public record Call(Principal sender, Principal canister, String method, Bytes argument) {
  Call withSender(Principal other) {
    return new Call(other, canister, method, argument);
  }
}
