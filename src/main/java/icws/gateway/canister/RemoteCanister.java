package icws.gateway.canister;

import icws.gateway.wire.CanisterCall;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.Proof;
import icws.gateway.wire.QueueMark;
import icws.gateway.wire.RefusalException;
import icws.gateway.wire.ReplyException;
import icws.gateway.wire.WireProtocol;
import icws.ic.Agent;
import icws.ic.Bytes;
import icws.ic.Outcome;
import icws.ic.Principal;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A canister on the network, reached through an agent in the gateway's name. */
public final class RemoteCanister implements Canister {

  private static final Outcome EXPIRED =
      new Outcome.Unavailable(false, "what the client signed expired while it waited");

  private final Principal id;
  private final WireProtocol protocol;
  private final Agent agent;
  private final BatchVerifier verifier;
  private final Clock clock;

  public RemoteCanister(
      Principal id, WireProtocol protocol, Agent agent, BatchVerifier verifier, Clock clock) {
    this.id = id;
    this.protocol = protocol;
    this.agent = agent;
    this.verifier = verifier;
    this.clock = clock;
  }

  @Override
  public Principal id() {
    return id;
  }

  @Override
  public CompletableFuture<Verdict> authenticate(ClientFrame.Opening opening) {
    if (opening.proof() instanceof Proof.Settled) {
      return CompletableFuture.completedFuture(Accepted.ACCEPTED);
    }
    if (!(opening.proof() instanceof Proof.ByCanister proof)) {
      throw new IllegalStateException("an opening whose signature was not verified");
    }
    return query(proof.question())
        .thenApply(
            outcome ->
                isUnknownClient(outcome)
                    ? unknown(opening.client())
                    : verdict(outcome, reply -> judge(proof, reply)));
  }

  @Override
  public RepeatableCall open(ClientFrame.Opening opening) {
    return call(opening.open(), opening.client());
  }

  @Override
  public RepeatableCall send(ClientFrame.Message message) {
    return call(message.send(), message.client());
  }

  @Override
  public RepeatableCall close(ClientKey client) {
    return new OwnCall(
        id,
        protocol.close(client),
        outcome -> verdict(outcome, reply -> Accepted.ACCEPTED),
        agent,
        clock);
  }

  @Override
  public CompletableFuture<PollAnswer> poll(long nonce, Optional<QueueMark> read) {
    return query(protocol.poll(nonce))
        .thenApply(
            outcome ->
                outcome instanceof Outcome.Replied replied
                    ? batch(replied.arg(), nonce, read)
                    : OutcomeReader.failure(outcome));
  }

  private CompletableFuture<Outcome> query(CanisterCall call) {
    return agent.query(id, call.method(), call.argument());
  }

  /** A call whose reply says whether the canister consents. */
  private RepeatableCall call(CanisterCall call, ClientKey client) {
    RepeatableCall asking =
        call instanceof CanisterCall.Relayed signed
            ? () -> relay(signed).thenApply(this::consent)
            : new OwnCall(id, call, this::consent, agent, clock);
    return () -> asking.make().thenCompose(verdict -> explained(verdict, client));
  }

  /** A bare refusal may mean that the canister has forgotten the client. */
  private CompletableFuture<Verdict> explained(Verdict verdict, ClientKey client) {
    Optional<CanisterCall> inquiry =
        isRefused(verdict) ? protocol.inquiry(client) : Optional.empty();
    if (inquiry.isEmpty()) {
      return CompletableFuture.completedFuture(verdict);
    }
    return query(inquiry.get())
        .thenApply(outcome -> isUnknownClient(outcome) ? unknown(client) : verdict);
  }

  private static boolean isRefused(Verdict verdict) {
    return verdict instanceof Failure failure && failure.kind() == Failure.Kind.REFUSED;
  }

  private CompletableFuture<Outcome> relay(CanisterCall.Relayed signed) {
    // It was in time when it came, but may have waited since, or have been tried before.
    return signed.expiry().isAfter(clock.instant())
        ? agent.relay(signed.envelope(), id, signed.requestId())
        : CompletableFuture.completedFuture(EXPIRED);
  }

  private Verdict consent(Outcome outcome) {
    return verdict(outcome, this::consent);
  }

  private static Verdict verdict(Outcome outcome, Function<Bytes, Verdict> reading) {
    if (!(outcome instanceof Outcome.Replied replied)) {
      return OutcomeReader.failure(outcome);
    }
    try {
      return reading.apply(replied.arg());
    } catch (ReplyException e) {
      return new Failure(Failure.Kind.NOT_A_WEBSOCKET_CANISTER, String.valueOf(e.getMessage()));
    }
  }

  private static Verdict judge(Proof.ByCanister proof, Bytes reply) {
    return proof.holds(reply)
        ? Accepted.ACCEPTED
        : new Failure(
            Failure.Kind.BAD_SIGNATURE, "the signature does not match the registered key");
  }

  private Verdict consent(Bytes reply) {
    return protocol
        .readRefusal(reply)
        .<Verdict>map(why -> new Failure(Failure.Kind.REFUSED, why))
        .orElse(Accepted.ACCEPTED);
  }

  private static Verdict unknown(ClientKey client) {
    return new Failure(Failure.Kind.UNKNOWN_CLIENT, "the canister does not know client " + client);
  }

  /** A canister that is asked for a client it does not know rejects, or traps. */
  private static boolean isUnknownClient(Outcome outcome) {
    return !(outcome instanceof Outcome.Replied)
        && OutcomeReader.failure(outcome).kind() == Failure.Kind.REJECTED;
  }

  private PollAnswer batch(Bytes reply, long nonce, Optional<QueueMark> read) {
    try {
      MessageBatch batch = protocol.readBatch(reply, agent.identity().principal(), nonce);
      // Milliseconds for a signature are too much for what is dropped.
      if (read.isPresent() && batch.after(read.get()).isEmpty()) {
        return new Messages(batch);
      }
      return verifier
          .mistrust(id, batch)
          .<PollAnswer>map(RemoteCanister::untrusted)
          .orElseGet(() -> new Messages(batch));
    } catch (RefusalException e) {
      return new Failure(Failure.Kind.REFUSED, String.valueOf(e.getMessage()));
    } catch (ReplyException e) {
      // One replica's word: another may know better.
      return untrusted(String.valueOf(e.getMessage()));
    }
  }

  private static Failure untrusted(String why) {
    return new Failure(Failure.Kind.UNTRUSTED, "a reply does not verify: " + why);
  }
}
