package icws.gateway.canister;

import icws.ic.Principal;
import icws.ic.agent.Agent;
import icws.ic.agent.Outcome;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What a call in the gateway's name and one that a client has signed have in common: a submission,
 * whose answer is read and then judged in the light of the tries before it.
 */
abstract sealed class UpdateCall implements RepeatableCall permits GatewayCall, RelayedCall {

  /**
   * How answers become verdicts.
   *
   * @param reading what the answer of one submission says
   * @param explaining asks for more where a verdict says too little
   */
  record Reading(
      Function<Outcome, CompletableFuture<Verdict>> reading,
      Function<Verdict, CompletableFuture<Verdict>> explaining) {

    /** Without asking for more. */
    Reading(Function<Outcome, CompletableFuture<Verdict>> reading) {
      this(reading, CompletableFuture::completedFuture);
    }
  }

  final Principal canister;
  final Agent agent;
  final Clock clock;
  private final Reading reading;

  /** Ends when nobody wants the call any more. */
  final CompletableFuture<Void> unwanted = new CompletableFuture<>();

  UpdateCall(Principal canister, Reading reading, Agent agent, Clock clock) {
    this.canister = canister;
    this.reading = reading;
    this.agent = agent;
    this.clock = clock;
  }

  @Override
  public final void withdraw() {
    unwanted.complete(null);
  }

  /** The verdict on a submission. */
  final CompletableFuture<Verdict> verdict(CompletableFuture<Outcome> submission) {
    return submission
        .thenCompose(
            outcome ->
                reading.reading().apply(outcome).thenApply(verdict -> judge(outcome, verdict)))
        .thenCompose(reading.explaining());
  }

  private Verdict judge(Outcome outcome, Verdict verdict) {
    return verdict instanceof Failure failure
        ? judge(CertifiedAnswers.isCertified(outcome), failure)
        : verdict;
  }

  /**
   * What a failure is after the tries before it.
   *
   * @param certified whether the network says so
   */
  abstract Failure judge(boolean certified, Failure failure);
}
