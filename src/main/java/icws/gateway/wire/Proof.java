package icws.gateway.wire;

import icws.ic.Bytes;

/** Shows that a first frame was made by the client that it names. */
public sealed interface Proof {

  /** The frame is signed by whom it names, which was checked when it was read. */
  record Signed() implements Proof {}

  /** The frame is to be compared with what the canister knows about the client. */
  non-sealed interface ByCanister extends Proof {

    /** The call whose reply is needed for the check. */
    CanisterCall question();

    /**
     * Checks the frame against the canister's reply.
     *
     * @throws ReplyException if the reply is not of the expected shape
     */
    boolean holds(Bytes reply);
  }
}
