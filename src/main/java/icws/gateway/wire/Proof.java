package icws.gateway.wire;

import icws.ic.Bytes;
import icws.ic.identity.Authority;
import icws.ic.identity.Verification;

/** Shows that a frame was made by the client that it names. */
public sealed interface Proof {

  /** There is nothing to check, or not any more. */
  record Settled() implements Proof {}

  /** The frame is signed by whom it names. */
  non-sealed interface BySignature extends Proof {

    /**
     * The signatures that are to be verified before anything is done with the frame.
     *
     * @param proved what earlier frames of the same client have proved
     */
    Verification remaining(Authority proved);
  }

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
