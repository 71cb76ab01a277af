package icws.devnet.replica;

import icws.devnet.engine.CanisterInstance;
import icws.ic.Principal;
import java.util.Optional;

/**
 * Decides which calls from outside are executed: each request id once, and none that the canister,
 * asked through {@code canister_inspect_message}, does not want. For the replica's thread.
 */
final class IngressDoor {
  private static final String INSPECT = "canister_inspect_message";

  private final Replica replica;
  private final CanisterRunner runner;
  private final ManagementCanister management;

  IngressDoor(Replica replica, CanisterRunner runner, ManagementCanister management) {
    this.replica = replica;
    this.runner = runner;
    this.management = management;
  }

  /**
   * Admits a call, which is executed next, or joins the same request that came before, or refuses.
   */
  Admission admit(IngressHistory.Entry entry, Call call) {
    IngressHistory history = replica.history();
    Optional<IngressHistory.Entry> known = history.find(entry.requestId());
    if (known.isPresent()) {
      return new Admission.Accepted(known.get().finished());
    }
    if (history.isFull()) {
      throw new OverloadedException();
    }
    Optional<Response.Rejected> refusal = inspect(call);
    if (refusal.isPresent()) {
      return new Admission.Refused(refusal.get());
    }
    history.begin(entry);
    // Ordering: posted, so that who submitted hears of the admission before the call has run.
    replica.post(() -> replica.router().deliver(call, response -> history.finish(entry, response)));
    return new Admission.Accepted(entry.finished());
  }

  private Optional<Response.Rejected> inspect(Call call) {
    if (call.canister().equals(Principal.MANAGEMENT)) {
      return management.inspect(call);
    }
    Optional<Response.Rejected> unable = replica.router().whyUnable(call.canister());
    if (unable.isPresent()) {
      return unable;
    }
    Canister canister = replica.canister(call.canister()).orElseThrow();
    CanisterInstance instance = canister.instance().orElseThrow();
    return instance.module().exports(INSPECT) ? ask(canister, instance, call) : Optional.empty();
  }

  private Optional<Response.Rejected> ask(Canister canister, CanisterInstance instance, Call call) {
    Execution execution =
        replica.execution(canister, EntryPoint.INSPECT_MESSAGE, Execution.Input.of(call));
    Optional<Response.Rejected> trap = runner.run(execution, instance, code -> code.call(INSPECT));
    if (trap.isEmpty() && !execution.isAccepted()) {
      return Optional.of(
          Response.reject(ErrorCode.CANISTER_REJECTED_MESSAGE, "Canister rejected the message"));
    }
    return trap;
  }
}
