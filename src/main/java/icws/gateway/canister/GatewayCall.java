package icws.gateway.canister;

import icws.gateway.wire.CanisterCall;
import icws.ic.Agent;
import icws.ic.Outcome;
import icws.ic.PreparedCall;
import icws.ic.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call in the gateway's name. It is signed when it is made first and submitted again as it is,
 * which the network takes for the same call; a call that is signed anew would be another one, and
 * the canister would refuse it because of what the first has done.
 *
 * <p>Only when it has expired, or the network has certified that it did not carry it out, it is
 * signed anew. In the first case, where it may have arrived, a refusal leaves it in doubt which of
 * the two the canister has carried out.
 */
final class GatewayCall implements RepeatableCall {

  /** For a submission to arrive in. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final Principal canister;
  private final CanisterCall call;
  private final Function<Outcome, CompletableFuture<Verdict>> reading;
  private final Agent agent;
  private final Clock clock;

  private final CompletableFuture<Void> unwanted = new CompletableFuture<>();

  // By the one thread at a time that makes the call.
  private @Nullable PreparedCall signed;
  private boolean mayBeDone;
  private boolean earlierMayBeDone;

  GatewayCall(
      Principal canister,
      CanisterCall call,
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
    PreparedCall current = signed;
    if (current == null || current.expiry().isBefore(clock.instant().plus(MARGIN))) {
      earlierMayBeDone |= mayBeDone;
      mayBeDone = false;
      current = agent.prepare(canister, call.method(), call.argument());
      signed = current;
    }
    return agent
        .submit(current, unwanted)
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
    if (!CertifiedAnswers.isCertified(outcome)) {
      mayBeDone |= failure.leavesDoubt();
    } else {
      mayBeDone = false;
      // What was certified to be undone would be answered so again.
      signed = failure.isPassing() ? null : signed;
    }
    if (earlierMayBeDone && failure.kind().isRefusal()) {
      return new Failure(
          Failure.Kind.UNREACHABLE, "an earlier try was not answered; now: " + failure.text());
    }
    return mayBeDone || earlierMayBeDone ? failure.inDoubt() : failure;
  }
}
