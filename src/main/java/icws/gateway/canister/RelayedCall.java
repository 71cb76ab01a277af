package icws.gateway.canister;

import icws.gateway.wire.CanisterCall;
import icws.ic.Principal;
import icws.ic.agent.Agent;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/**
 * A call that a client has signed. It is the same call however often it is submitted, until it has
 * expired or the network has certified what came of it.
 */
final class RelayedCall extends UpdateCall {

  private final CanisterCall.Relayed call;

  // By the one thread at a time that makes the call.
  private boolean mayBeDone;

  RelayedCall(
      Principal canister, CanisterCall.Relayed call, Reading reading, Agent agent, Clock clock) {
    super(canister, reading, agent, clock);
    this.call = call;
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
    return verdict(agent.relay(call.envelope(), canister, call.requestId(), unwanted));
  }

  @Override
  Failure judge(boolean certified, Failure failure) {
    if (certified) {
      // It would be answered so again: only the client can make another one.
      return failure.isPassing()
          ? new Failure(Failure.Kind.UNREACHABLE, failure.text(), failure.leavesDoubt())
          : failure;
    }
    mayBeDone |= failure.leavesDoubt();
    return mayBeDone ? failure.inDoubt() : failure;
  }
}
