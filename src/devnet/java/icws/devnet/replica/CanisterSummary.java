package icws.devnet.replica;

import icws.devnet.engine.CanisterModule;
import icws.ic.Principal;
import java.util.List;
import java.util.Map;

/**
 * What a reader of the state may need to know of a canister; metadata is empty without a module.
 */
public record CanisterSummary(
    List<Principal> controllers, Map<String, CanisterModule.Metadata> metadata) {
  static CanisterSummary of(Canister canister) {
    return new CanisterSummary(
        canister.settings().controllers(),
        canister.instance().map(code -> code.module().metadata()).orElse(Map.of()));
  }
}
