package icws.gateway.canister;

import icws.gateway.wire.CanisterCall;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Agent;
import icws.ic.agent.CanisterPresence;
import icws.ic.agent.Outcome;
import icws.ic.agent.ReadResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * What the network certifies, asked for where one machine's word would end a client's connection
 * for good: the state tells whether a canister is there, and a query that is called as an update
 * has a certified answer (interface specification, "Canister methods"). For all canisters of a
 * network. Thread-safe.
 */
public final class CertifiedAnswers {

  private final Agent agent;
  private final Proofs proofs;

  /**
   * @param nanoClock the time in nanoseconds since any moment
   */
  public CertifiedAnswers(Agent agent, LongSupplier nanoClock) {
    this.agent = agent.forSessions();
    this.proofs = new Proofs(nanoClock);
  }

  /**
   * The answer to a call: what the network certifies, where somebody says that the canister, or its
   * code, does not exist and that is so; else what was answered.
   */
  CompletableFuture<Outcome> ofCall(Principal canister, Outcome answered) {
    return claimsAbsence(answered)
        ? absence(canister).thenApply(proved -> proved.orElse(answered))
        : CompletableFuture.completedFuture(answered);
  }

  /**
   * The certified answer to a query.
   *
   * @param answered what somebody says
   * @return empty if there is none to be had now
   */
  CompletableFuture<Optional<Outcome>> ofQuery(
      Principal canister, CanisterCall query, Outcome answered) {
    return claimsAbsence(answered) ? absence(canister) : replicated(canister, query);
  }

  private static boolean claimsAbsence(Outcome answered) {
    return answered instanceof Outcome.Rejected rejected
        && !rejected.certified()
        && (OutcomeReader.kind(rejected) == Failure.Kind.UNKNOWN_CANISTER
            || OutcomeReader.saysNoModule(rejected));
  }

  /** Of a canister that is there, that it is not is not proved. */
  private CompletableFuture<Optional<Outcome>> absence(Principal canister) {
    return proofs.find(
        new Proofs.Question(canister, "", Bytes.EMPTY),
        outcome -> true,
        () -> agent.presence(canister).thenApply(reading -> rejection(canister, reading)));
  }

  private static Optional<Outcome> rejection(
      Principal canister, ReadResult<CanisterPresence> reading) {
    if (!(reading instanceof ReadResult.Known<CanisterPresence> known)) {
      return Optional.empty();
    }
    return switch (known.value()) {
      case ABSENT -> Optional.of(OutcomeReader.noCanister(canister));
      case EMPTY -> Optional.of(OutcomeReader.noModule(canister));
      case INSTALLED -> Optional.empty();
    };
  }

  /**
   * What a canister does not know it may know a moment later; what it knows of a client it does not
   * change.
   */
  private CompletableFuture<Optional<Outcome>> replicated(Principal canister, CanisterCall query) {
    return proofs.find(
        new Proofs.Question(canister, query.method(), query.argument()),
        Outcome.Replied.class::isInstance,
        () ->
            agent
                .call(canister, query.method(), query.argument())
                .thenApply(outcome -> Optional.of(outcome).filter(CertifiedAnswers::isCertified)));
  }

  /** Whether the network vouches for the answer to a call. */
  static boolean isCertified(Outcome outcome) {
    return outcome instanceof Outcome.Replied
        || (outcome instanceof Outcome.Rejected rejected && rejected.certified());
  }
}
