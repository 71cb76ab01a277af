package icws.ic;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Talks to one network in one identity's name, asynchronously.
 *
 * <p>Every future completes, at the latest when the configured time-out is over, and never
 * exceptionally for anything that the network or a peer does. Thread-safe.
 */
public interface Agent {

  /** Whose requests these are. */
  Identity identity();

  /** Asks one replica; the reply is not certified. */
  CompletableFuture<Outcome> query(Principal canister, String method, Bytes arg);

  /** Calls an update method and waits for the certified reply. */
  default CompletableFuture<Outcome> call(Principal canister, String method, Bytes arg) {
    return submit(prepare(canister, method, arg));
  }

  /** Signs a call of an update method; every call that is signed is another one. */
  PreparedCall prepare(Principal canister, String method, Bytes arg);

  /**
   * Submits a call that this agent has prepared, for the first time or again, and waits for the
   * certified reply.
   */
  CompletableFuture<Outcome> submit(PreparedCall call);

  /**
   * Sends a call that somebody else has signed, byte for byte, and waits for the certified reply.
   *
   * @param signedEnvelope the CBOR of the whole envelope
   * @param canister the effective canister, which the reply's certificate must be good for
   * @param requestId of the envelope's content
   */
  CompletableFuture<Outcome> relay(Bytes signedEnvelope, Principal canister, Bytes requestId);

  /** Reads certified state below some paths; a path is a list of labels. */
  CompletableFuture<Reading<Certificate>> readState(Principal canister, List<List<Bytes>> paths);

  /** What the network says about itself, uncertified. */
  CompletableFuture<Reading<NetworkStatus>> status();
}
