package icws.gateway.wire;

import icws.ic.Principal;
import java.time.Instant;
import java.util.Optional;

/** A well-formed frame from a client. */
public sealed interface ClientFrame {

  /** Who the frame says it is from. */
  ClientKey client();

  /** What shows that it is; to be checked before anything is done with the frame. */
  Proof proof();

  /**
   * The first frame: the client names its canister and itself.
   *
   * @param open the call that opens the client at the canister
   * @param proof to be asked before {@code open}
   * @param authorityEnd from when on the client may no longer act for whom it acts; empty if that
   *     has no end, or none that the frame tells
   */
  record Opening(
      Principal canister,
      ClientKey client,
      CanisterCall open,
      Proof proof,
      Optional<Instant> authorityEnd)
      implements ClientFrame {

    /** The same with another proof. */
    public Opening with(Proof other) {
      return new Opening(canister, client, open, other, authorityEnd);
    }
  }

  /**
   * A message for the canister.
   *
   * @param send the call that hands it over
   */
  record Message(ClientKey client, CanisterCall send, Proof proof) implements ClientFrame {

    /** A message that needs no proof here. */
    public Message(ClientKey client, CanisterCall send) {
      this(client, send, new Proof.Settled());
    }

    /** Whether this message may go to a canister: one that is signed may to its addressee only. */
    public boolean isFor(Principal canister) {
      return !(send instanceof CanisterCall.Relayed signed) || signed.canister().equals(canister);
    }

    /** The same without its proof, which takes more memory than the message. */
    public Message settled() {
      return new Message(client, send);
    }
  }
}
