package icws.gateway.wire;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.time.Instant;

/** What a protocol wants asked of a canister, with its Candid argument. */
public sealed interface CanisterCall {

  String method();

  Bytes argument();

  /** A query that the gateway makes in its own name. */
  record Query(String method, Bytes argument) implements CanisterCall {}

  /** An update call that the gateway makes in its own name. */
  record Update(String method, Bytes argument) implements CanisterCall {}

  /**
   * An update call that a client has signed and the gateway passes on.
   *
   * @param canister whom the client calls
   * @param envelope the call as it was signed, byte for byte; shares the frame's memory
   * @param requestId what its status is known by
   * @param expiry from when on the network refuses it
   */
  record Relayed(
      String method,
      Bytes argument,
      Principal canister,
      Bytes envelope,
      Bytes requestId,
      Instant expiry)
      implements CanisterCall {}
}
