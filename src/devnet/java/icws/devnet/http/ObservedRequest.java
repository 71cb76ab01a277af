package icws.devnet.http;

import icws.ic.Bytes;
import icws.ic.Principal;

/**
 * A request that was read and whose sender was verified, before it is answered.
 *
 * @param canister the canister it is for
 * @param method the method; empty for {@link Kind#READ_STATE} and {@link Kind#STATUS}
 * @param argument what the method is called with, if it is no longer than {@link #LONGEST_ARGUMENT}
 * @param id of the request; empty for {@link Kind#READ_STATE} and {@link Kind#STATUS}
 */
public record ObservedRequest(
    Kind kind, Principal canister, String method, Bytes argument, Bytes id) {
  /** Of those kept, in bytes; empty instead of a longer one. */
  static final int LONGEST_ARGUMENT = 64 << 10;

  public ObservedRequest {
    argument = argument.size() > LONGEST_ARGUMENT ? Bytes.EMPTY : argument;
  }

  public ObservedRequest(Kind kind, Principal canister, String method) {
    this(kind, canister, method, Bytes.EMPTY, Bytes.EMPTY);
  }

  /** The kinds of request. */
  public enum Kind {
    CALL,
    QUERY,
    READ_STATE,
    STATUS
  }
}
