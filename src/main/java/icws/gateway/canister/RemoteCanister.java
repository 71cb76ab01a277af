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
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Agent;
import icws.ic.agent.Outcome;
import icws.ic.agent.Urgency;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A canister on the network, reached through an agent in the gateway's name. */
public final class RemoteCanister implements Canister {

  private final Principal id;
  private final WireProtocol protocol;
  private final Agent agent;
  private final Agent sessions;
  private final BatchVerifier verifier;
  private final CertifiedAnswers certified;
  private final SharedCalls shared;
  private final Clock clock;

  /**
   * @param certified of the same network, for all its canisters
   * @param shared of this canister, for all its clients
   */
  public RemoteCanister(
      Principal id,
      WireProtocol protocol,
      Agent agent,
      BatchVerifier verifier,
      CertifiedAnswers certified,
      SharedCalls shared,
      Clock clock) {
    this.id = id;
    this.protocol = protocol;
    this.agent = agent;
    this.sessions = agent.forSessions();
    this.verifier = verifier;
    this.certified = certified;
    this.shared = shared;
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
    CanisterCall question = proof.question();
    Function<Outcome, Verdict> reading =
        outcome ->
            isRejection(outcome)
                ? unknown(opening.client())
                : verdict(outcome, reply -> judge(proof, reply));
    return query(sessions, question, Urgency.AWAITED)
        .thenCompose(outcome -> confirmed(question, outcome, reading));
  }

  /** What a query's answer means; a no counts only if it is certified. */
  private CompletableFuture<Verdict> confirmed(
      CanisterCall question, Outcome outcome, Function<Outcome, Verdict> reading) {
    Verdict verdict = reading.apply(outcome);
    boolean no = verdict instanceof Failure failure && !failure.kind().isTrouble();
    if (!no || !isWord(outcome)) {
      return CompletableFuture.completedFuture(verdict);
    }
    Failure unconfirmed = new Failure(Failure.Kind.UNCONFIRMED, ((Failure) verdict).text());
    return certified
        .ofQuery(id, question, outcome)
        .thenApply(proved -> proved.map(reading).orElse(unconfirmed));
  }

  /** Whether the canister, or somebody in its name, has said something. */
  private static boolean isWord(Outcome outcome) {
    return outcome instanceof Outcome.Replied || outcome instanceof Outcome.Rejected;
  }

  @Override
  public RepeatableCall open(ClientFrame.Opening opening) {
    return call(sessions, opening.open(), opening.client(), () -> {});
  }

  @Override
  public RepeatableCall send(ClientFrame.Message message) {
    if (message.send() instanceof CanisterCall.Relayed) {
      return alone(message);
    }
    return shared
        .leaveAlone()
        .map(returned -> alone(message, returned))
        .orElseGet(() -> new SharedMessage(message, shared, ways(message.client())));
  }

  private SharedMessage.Ways ways(ClientKey client) {
    return new SharedMessage.Ways(
        this::alone, this::together, verdict -> explained(agent, verdict, client));
  }

  private RepeatableCall alone(ClientFrame.Message message) {
    return alone(message, () -> {});
  }

  private RepeatableCall alone(ClientFrame.Message message, Runnable returned) {
    return call(agent, message.send(), message.client(), returned);
  }

  private SharedCall together(List<ClientFrame.Message> messages) {
    return new SharedCall(
        refusals ->
            new GatewayCall(
                id,
                protocol.together(messages),
                new UpdateCall.Reading(
                    outcome ->
                        read(
                            outcome,
                            reply -> {
                              refusals.accept(protocol.readRefusals(reply, messages.size()));
                              return Accepted.ACCEPTED;
                            })),
                agent,
                clock));
  }

  @Override
  public RepeatableCall close(ClientKey client) {
    return new GatewayCall(
        id,
        protocol.close(client),
        new UpdateCall.Reading(
            outcome -> read(outcome, reply -> verdict(protocol.readClosing(reply)))),
        sessions,
        clock);
  }

  @Override
  public CompletableFuture<PollAnswer> poll(long nonce, Optional<QueueMark> read, Urgency urgency) {
    CanisterCall poll = protocol.poll(nonce);
    return query(agent, poll, urgency)
        .thenCompose(
            outcome ->
                outcome instanceof Outcome.Replied replied
                    ? CompletableFuture.completedFuture(batch(replied.arg(), nonce, read))
                    : unpolled(poll, outcome));
  }

  /** A canister that is polled no more must be none of ours, and that must be certified. */
  private CompletableFuture<PollAnswer> unpolled(CanisterCall poll, Outcome outcome) {
    Failure failure = OutcomeReader.failure(outcome);
    if (!(outcome instanceof Outcome.Rejected rejected) || !isForeign(rejected)) {
      return CompletableFuture.completedFuture(failure);
    }
    return certified
        .ofQuery(id, poll, outcome)
        .thenApply(
            proved ->
                proved.isPresent()
                        && proved.get() instanceof Outcome.Rejected known
                        && isForeign(known)
                    ? OutcomeReader.failure(known)
                    : failure);
  }

  private static boolean isForeign(Outcome.Rejected rejected) {
    Failure.Kind kind = OutcomeReader.kind(rejected);
    return kind == Failure.Kind.UNKNOWN_CANISTER || kind == Failure.Kind.NOT_A_WEBSOCKET_CANISTER;
  }

  @Override
  public void hurry() {
    agent.hurry(id);
  }

  private CompletableFuture<Outcome> query(Agent by, CanisterCall call, Urgency urgency) {
    return by.query(id, call.method(), call.argument(), urgency);
  }

  /**
   * A call whose reply says whether the canister consents.
   *
   * @param returned is run whenever it is answered
   */
  private RepeatableCall call(Agent by, CanisterCall call, ClientKey client, Runnable returned) {
    UpdateCall.Reading reading =
        new UpdateCall.Reading(
            this::consent,
            verdict -> {
              returned.run();
              return explained(by, verdict, client);
            });
    return call instanceof CanisterCall.Relayed signed
        ? new RelayedCall(id, signed, reading, by, clock)
        : new GatewayCall(id, call, reading, by, clock);
  }

  /** A bare refusal may mean that the canister has forgotten the client. */
  private CompletableFuture<Verdict> explained(Agent by, Verdict verdict, ClientKey client) {
    Optional<CanisterCall> inquiry =
        isRefused(verdict) ? protocol.inquiry(client) : Optional.empty();
    if (inquiry.isEmpty()) {
      return CompletableFuture.completedFuture(verdict);
    }
    Function<Outcome, Verdict> reading =
        outcome -> isRejection(outcome) ? unknown(client) : verdict;
    return query(by, inquiry.get(), Urgency.AWAITED)
        .thenCompose(outcome -> confirmedRejection(inquiry.get(), outcome))
        .thenApply(reading);
  }

  private CompletableFuture<Outcome> confirmedRejection(CanisterCall question, Outcome outcome) {
    return outcome instanceof Outcome.Rejected
        ? certified.ofQuery(id, question, outcome).thenApply(proved -> proved.orElse(outcome))
        : CompletableFuture.completedFuture(outcome);
  }

  private static boolean isRefused(Verdict verdict) {
    return verdict instanceof Failure failure && failure.kind() == Failure.Kind.REFUSED;
  }

  private CompletableFuture<Verdict> consent(Outcome outcome) {
    return read(outcome, this::consent);
  }

  /** What the answer to a call means. */
  private CompletableFuture<Verdict> read(Outcome answered, Function<Bytes, Verdict> reading) {
    return certified.ofCall(id, answered).thenApply(outcome -> verdict(outcome, reading));
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
    return verdict(protocol.readRefusal(reply));
  }

  private static Verdict verdict(Optional<String> refusal) {
    return refusal
        .<Verdict>map(why -> new Failure(Failure.Kind.REFUSED, why))
        .orElse(Accepted.ACCEPTED);
  }

  private static Verdict unknown(ClientKey client) {
    return new Failure(Failure.Kind.UNKNOWN_CLIENT, "the canister does not know client " + client);
  }

  /** A canister that is asked for a client it does not know rejects, or traps; certified. */
  private static boolean isRejection(Outcome outcome) {
    return outcome instanceof Outcome.Rejected rejected
        && rejected.certified()
        && OutcomeReader.kind(rejected) == Failure.Kind.REJECTED;
  }

  private PollAnswer batch(Bytes reply, long nonce, Optional<QueueMark> read) {
    try {
      Principal gateway = agent.identity().principal();
      MessageBatch batch = protocol.readBatch(reply, gateway, nonce);
      // Milliseconds for a signature are too much for what is dropped.
      if (read.isPresent() && batch.after(read.get()).isEmpty()) {
        return new Messages(batch);
      }
      return verifier
          .mistrust(id, gateway, nonce, batch)
          .<PollAnswer>map(RemoteCanister::untrusted)
          .orElseGet(() -> new Messages(batch));
    } catch (RefusalException e) {
      return new Failure(Failure.Kind.UNCONFIRMED, String.valueOf(e.getMessage()));
    } catch (ReplyException e) {
      // One replica's word: another may know better.
      return untrusted(String.valueOf(e.getMessage()));
    }
  }

  private static Failure untrusted(String why) {
    return new Failure(Failure.Kind.UNTRUSTED, "a reply does not verify: " + why);
  }
}
