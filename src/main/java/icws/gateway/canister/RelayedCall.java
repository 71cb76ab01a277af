package icws.gateway.canister;

import icws.gateway.wire.CanisterCall;
import icws.ic.Agent;
import icws.ic.Outcome;
import icws.ic.Principal;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A call that a client has signed. It is the same call however often it is submitted, until it has
 * expired or the network has certified what came of it.
 */
final class RelayedCall implements RepeatableCall {

  private final Principal canister;
  private final CanisterCall.Relayed call;
  private final Function<Outcome, CompletableFuture<Verdict>> reading;
  private final Agent agent;
  private final Clock clock;

  private final CompletableFuture<Void> unwanted = new CompletableFuture<>();

  // By the one thread at a time that makes the call.
  private boolean mayBeDone;

  RelayedCall(
      Principal canister,
      CanisterCall.Relayed call,
      Function<Outcome, CompletableFuture<Verdict>> reading,
      Agent agent,
      Clock clock) {
    this.canister = canister;
    this.call = call;
    this.reading = reading;
    this.agent = agent;
    this.clock = clock;
  }

  @Override
  public CompletableFuture<Verdict> make() {
    // It was in time when it came, but may have waited since, or have been tried before.
    if (!call.expiry().isAfter(clock.instant())) {
      return CompletableFuture.completedFuture(
          new Failure(
              Failure.Kind.UNREACHABLE,
              "what the client signed expired while it waited",
              mayBeDone));
    }
    return agent
        .relay(call.envelope(), canister, call.requestId(), unwanted)
        .thenCompose(
            outcome -> reading.apply(outcome).thenApply(verdict -> judge(outcome, verdict)));
  }

  @Override
  public void withdraw() {
    unwanted.complete(null);
  }

  private Verdict judge(Outcome outcome, Verdict verdict) {
    if (!(verdict instanceof Failure failure)) {
      return verdict;
    }
    if (CertifiedAnswers.isCertified(outcome)) {
      // It would be answered so again: only the client can make another one.
      return failure.isPassing()
          ? new Failure(Failure.Kind.UNREACHABLE, failure.text(), failure.leavesDoubt())
          : failure;
    }
    mayBeDone |= failure.leavesDoubt();
    return mayBeDone ? failure.inDoubt() : failure;
  }
}
