package icws.devnet.replica;

import icws.devnet.engine.CanisterInstance;
import icws.ic.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Brings calls to canisters and answers back to callers: runs methods and callbacks, sends the
 * calls that they make, and keeps each canister's open calls. For the replica's thread.
 */
final class CallRouter {
  private final Replica replica;
  private final CanisterRunner runner;
  private final BiConsumer<Principal, String> printed;

  /**
   * @param printed takes traps that no caller hears of
   */
  CallRouter(Replica replica, CanisterRunner runner, BiConsumer<Principal, String> printed) {
    this.replica = replica;
    this.runner = runner;
    this.printed = printed;
  }

  /** Why no message can be executed there now, if none can. */
  Optional<Response.Rejected> whyUnable(Principal id) {
    Canister canister = replica.canister(id).orElse(null);
    if (canister == null) {
      return Optional.of(
          Response.reject(ErrorCode.CANISTER_NOT_FOUND, "Canister " + id + " not found"));
    }
    if (canister.status() != Canister.Status.RUNNING) {
      boolean stopped = canister.status() == Canister.Status.STOPPED;
      return Optional.of(
          Response.reject(
              stopped ? ErrorCode.CANISTER_STOPPED : ErrorCode.CANISTER_STOPPING,
              "Canister " + id + (stopped ? " is stopped" : " is stopping")));
    }
    if (canister.instance().isEmpty()) {
      return Optional.of(
          Response.reject(
              ErrorCode.CANISTER_HAS_NO_MODULE,
              "Error from Canister " + id + ": the canister contains no Wasm module"));
    }
    return Optional.empty();
  }

  /** Carries a call to its callee and runs it; the answer may come much later. */
  void deliver(Call call, Consumer<Response> answer) {
    if (call.canister().equals(Principal.MANAGEMENT)) {
      replica.management().call(call, answer);
      return;
    }
    Optional<Response.Rejected> unable = whyUnable(call.canister());
    if (unable.isPresent()) {
      answer.accept(unable.get());
      return;
    }
    Canister canister = replica.canister(call.canister()).orElseThrow();
    CanisterInstance instance = canister.instance().orElseThrow();
    String update = "canister_update " + call.method();
    String query = "canister_query " + call.method();
    CallContext context = CallContext.ofCall(call.sender(), answer);
    if (instance.module().exports(update)) {
      handle(canister, context, EntryPoint.UPDATE, Execution.Input.of(call), update);
    } else if (instance.module().exports(query)) {
      handle(canister, context, EntryPoint.REPLICATED_QUERY, Execution.Input.of(call), query);
    } else {
      context.respond(noMethod(call, "update"));
    }
  }

  static Response.Rejected noMethod(Call call, String kind) {
    return Response.reject(
        ErrorCode.CANISTER_METHOD_NOT_FOUND,
        "Error from Canister "
            + call.canister()
            + ": Canister has no "
            + kind
            + " method '"
            + call.method()
            + "'");
  }

  /** Runs a timer or a heartbeat, where the canister has one and runs. */
  void systemTask(Canister canister, String export) {
    boolean runnable =
        canister.isRunning()
            && canister.instance().filter(code -> code.module().exports(export)).isPresent();
    if (runnable) {
      handle(
          canister,
          CallContext.ofSystemTask(),
          EntryPoint.SYSTEM_TASK,
          Execution.Input.system(),
          export);
    }
  }

  private void handle(
      Canister canister,
      CallContext context,
      EntryPoint entryPoint,
      Execution.Input input,
      String export) {
    canister.openContexts().add(context);
    Execution execution = replica.execution(canister, entryPoint, input);
    CanisterInstance instance = canister.instance().orElseThrow();
    runner
        .run(execution, instance, code -> code.call(export))
        .ifPresentOrElse(
            trap -> answerTrap(canister, context, trap),
            () -> sendAndAnswer(canister, context, execution));
    closeIfFinished(canister, context);
  }

  private void answerTrap(Canister canister, CallContext context, Response.Rejected trap) {
    if (context.hasResponded() || context.isSystemTask()) {
      printed.accept(canister.id(), "[trap] " + trap.message());
    }
    if (context.outstanding() == 0) {
      context.respond(trap);
    }
  }

  private void sendAndAnswer(Canister canister, CallContext context, Execution execution) {
    for (OutgoingCall outgoing : execution.calls()) {
      context.callSent();
      Call call = outgoing.from(canister.id());
      replica.post(
          () ->
              deliver(
                  call,
                  response -> replica.post(() -> callback(canister, context, outgoing, response))));
    }
    execution.response().ifPresent(context::respond);
    if (context.isForgotten()) {
      context.respond(didNotReply(canister));
    }
  }

  static Response.Rejected didNotReply(Canister canister) {
    return Response.reject(
        ErrorCode.CANISTER_DID_NOT_REPLY,
        "Error from Canister " + canister.id() + ": Canister did not reply to the call");
  }

  private void callback(
      Canister canister, CallContext context, OutgoingCall outgoing, Response response) {
    context.callReturned();
    // Uninstalling closed the context: its callbacks are those of code that is gone.
    if (!canister.openContexts().contains(context) || canister.instance().isEmpty()) {
      return;
    }
    CanisterInstance instance = canister.instance().get();
    OutgoingCall.Callback callback = outgoing.callbackFor(response);
    boolean replied = response instanceof Response.Replied;
    Execution execution =
        replica.execution(
            canister,
            replied ? EntryPoint.REPLY_CALLBACK : EntryPoint.REJECT_CALLBACK,
            Execution.Input.callback(context, response));
    runner
        .run(
            execution,
            instance,
            code -> code.callTable(callback.function(), callback.environment()))
        .ifPresentOrElse(
            trap -> {
              cleanUp(canister, context, outgoing, response);
              answerTrap(canister, context, trap);
            },
            () -> sendAndAnswer(canister, context, execution));
    closeIfFinished(canister, context);
  }

  private void cleanUp(
      Canister canister, CallContext context, OutgoingCall outgoing, Response response) {
    outgoing
        .onCleanup()
        .ifPresent(
            cleanup -> {
              Execution execution =
                  replica.execution(
                      canister, EntryPoint.CLEANUP, Execution.Input.callback(context, response));
              runner
                  .run(
                      execution,
                      canister.instance().orElseThrow(),
                      code -> code.callTable(cleanup.function(), cleanup.environment()))
                  .ifPresent(trap -> printed.accept(canister.id(), trap.message()));
            });
  }

  private void closeIfFinished(Canister canister, CallContext context) {
    if (context.isFinished()) {
      canister.openContexts().remove(context);
      finishStopping(canister);
    }
  }

  /** Completes a stop when the last open call is done. */
  void finishStopping(Canister canister) {
    if (canister.status() != Canister.Status.STOPPING || !canister.openContexts().isEmpty()) {
      return;
    }
    canister.status(Canister.Status.STOPPED);
    answerStopWaiters(canister, Response.reply(ManagementCanister.NO_RESULT));
  }

  static void answerStopWaiters(Canister canister, Response response) {
    List<Consumer<Response>> waiters = new ArrayList<>(canister.stopWaiters());
    canister.stopWaiters().clear();
    waiters.forEach(waiter -> waiter.accept(response));
  }

  void applyEffects(Execution execution) {
    Canister canister = execution.canister();
    canister.messageExecuted();
    execution
        .certifiedData()
        .ifPresent(
            data -> {
              canister.certifiedData(data);
              replica.state().certifiedData(canister);
            });
    execution.timer().ifPresent(deadline -> replica.timers().set(canister, deadline));
  }
}
