package icws.devnet.http;

import icws.devnet.replica.Call;
import icws.devnet.replica.CanisterIds;
import icws.devnet.replica.ManagementCanister;
import icws.ic.Principal;
import icws.ic.candid.CandidException;
import java.util.Optional;

/**
 * The rule for the canister id in a URL (IC interface specification, "Effective canister id"): by
 * it requests find their subnet, so it must be the one that the request is about.
 */
final class Route {
  private static final String CREATE = "provisional_create_canister_with_cycles";

  private Route() {}

  /** The canister of the URL must be the one that the request is about. */
  static void require(Principal effectiveCanister, Call call) {
    if (call.canister().equals(Principal.MANAGEMENT)) {
      requireManagementRoute(effectiveCanister, call);
      return;
    }
    if (!call.canister().equals(effectiveCanister)) {
      throw RefusedException.badRequest(
          "The canister of the URL, "
              + effectiveCanister
              + ", is not the request's canister_id, "
              + call.canister());
    }
    requireOnSubnet(effectiveCanister);
  }

  private static void requireManagementRoute(Principal effectiveCanister, Call call) {
    if (call.method().equals(CREATE)) {
      return;
    }
    Optional<Principal> target;
    try {
      target = ManagementCanister.target(call);
    } catch (CandidException e) {
      throw new RefusedException(
          RefusedException.BAD_REQUEST, "The argument is not Candid: " + e.getMessage(), e);
    }
    if (target.isPresent() && !target.get().equals(effectiveCanister)) {
      throw RefusedException.badRequest(
          "The canister of the URL, "
              + effectiveCanister
              + ", is not the one that the argument names, "
              + target.get());
    }
  }

  static void requireOnSubnet(Principal canister) {
    if (!CanisterIds.contains(canister)) {
      throw RefusedException.badRequest(
          "canister_not_found: no subnet of this network has canister " + canister);
    }
  }
}
