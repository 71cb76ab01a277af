package icws.ic.agent;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.certificate.Certificate;
import icws.ic.identity.Identity;
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

  /**
   * The same agent, for openings and closings of sessions: anybody may cause these, so they stand
   * back behind what is done for those who are open, and take no places of theirs.
   */
  Agent forSessions();

  /** Asks one replica for somebody who waits for the answer; the reply is not certified. */
  default CompletableFuture<Outcome> query(Principal canister, String method, Bytes arg) {
    return query(canister, method, arg, Urgency.AWAITED);
  }

  /**
   * Asks one replica; the reply is not certified.
   *
   * @param urgency which requests go first while there is no room for all of them
   */
  CompletableFuture<Outcome> query(Principal canister, String method, Bytes arg, Urgency urgency);

  /**
   * Queries of a canister that still wait as {@link Urgency#IDLE} are {@link Urgency#EXPECTANT}.
   */
  void hurry(Principal canister);

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
   * As {@link #submit(PreparedCall)}.
   *
   * @param unwanted when it ends before the call has left, the call does not: {@link
   *     Outcome.NotSent}
   */
  default CompletableFuture<Outcome> submit(PreparedCall call, CompletableFuture<?> unwanted) {
    return submit(call);
  }

  /**
   * Sends a call that somebody else has signed, byte for byte, and waits for the certified reply.
   *
   * @param signedEnvelope the CBOR of the whole envelope
   * @param canister the effective canister, which the reply's certificate must be good for
   * @param requestId of the envelope's content
   */
  CompletableFuture<Outcome> relay(Bytes signedEnvelope, Principal canister, Bytes requestId);

  /**
   * As {@link #relay(Bytes, Principal, Bytes)}.
   *
   * @param unwanted as with {@link #submit(PreparedCall, CompletableFuture)}
   */
  default CompletableFuture<Outcome> relay(
      Bytes signedEnvelope, Principal canister, Bytes requestId, CompletableFuture<?> unwanted) {
    return relay(signedEnvelope, canister, requestId);
  }

  /** Reads certified state below some paths; a path is a list of labels. */
  CompletableFuture<ReadResult<Certificate>> readState(Principal canister, List<List<Bytes>> paths);

  /**
   * Whether the network has a canister, and code in it: certified, and of this moment.
   *
   * @return missing if the network did not prove it either way
   */
  CompletableFuture<ReadResult<CanisterPresence>> presence(Principal canister);

  /** What the network says about itself, uncertified. */
  CompletableFuture<ReadResult<NetworkStatus>> status();
}
