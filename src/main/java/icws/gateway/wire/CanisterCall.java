package icws.gateway.wire;

import icws.ic.Bytes;

/** What a protocol wants asked of a canister, with its Candid argument. */
public sealed interface CanisterCall {

  String method();

  Bytes argument();

  /** A query that the gateway makes in its own name. */
  record Query(String method, Bytes argument) implements CanisterCall {}

  /** An update call that the gateway makes in its own name. */
  record Update(String method, Bytes argument) implements CanisterCall {}
}
