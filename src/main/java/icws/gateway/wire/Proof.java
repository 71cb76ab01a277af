package icws.gateway.wire;

import icws.ic.Bytes;

/** Shows that a first frame was made by the client that it names. */
public interface Proof {

  /** The call whose reply is needed for the check. */
  CanisterCall question();

  /**
   * Checks the frame against the canister's reply.
   *
   * @throws ReplyException if the reply is not of the expected shape
   */
  boolean holds(Bytes reply);
}
