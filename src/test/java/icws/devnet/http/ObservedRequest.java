package icws.devnet.http;

import icws.ic.Principal;

/**
 * A request that was read and whose sender was verified, before it is answered.
 *
 * @param canister the canister it is for
 * @param method the method; empty for {@link Kind#READ_STATE} and {@link Kind#STATUS}
 */
public record ObservedRequest(Kind kind, Principal canister, String method) {
  /** The kinds of request. */
  public enum Kind {
    CALL,
    QUERY,
    READ_STATE,
    STATUS
  }
}
