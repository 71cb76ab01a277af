package icws.gateway.canister;

import icws.gateway.wire.CanisterCall;
import icws.ic.Principal;
import icws.ic.agent.Agent;
import icws.ic.agent.PreparedCall;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
final class GatewayCall extends UpdateCall {

  /** For a submission to arrive in. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final CanisterCall call;

  // By the one thread at a time that makes the call.
  private @Nullable PreparedCall signed;
  private boolean mayBeDone;
  private boolean earlierMayBeDone;

  GatewayCall(Principal canister, CanisterCall call, Reading reading, Agent agent, Clock clock) {
    super(canister, reading, agent, clock);
    this.call = call;
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
    return verdict(agent.submit(current, unwanted));
  }

  @Override
  Failure judge(boolean certified, Failure failure) {
    if (!certified) {
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
