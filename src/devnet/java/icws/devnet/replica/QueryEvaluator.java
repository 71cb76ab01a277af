package icws.devnet.replica;

import icws.devnet.engine.CanisterInstance;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Evaluates queries and composite queries. Each call sees the state that its canister had before,
 * and what it changes is taken back when it is answered. For the replica's thread.
 */
final class QueryEvaluator {
  private static final int MAX_DEPTH = 6;

  private final Replica replica;
  private final CanisterRunner runner;

  /** The canisters whose composite queries wait for the one that runs, outermost first. */
  private final List<Canister> active = new ArrayList<>();

  QueryEvaluator(Replica replica, CanisterRunner runner) {
    this.replica = replica;
    this.runner = runner;
  }

  Response evaluate(Call call) {
    Optional<Response.Rejected> unable = replica.router().whyUnable(call.canister());
    if (unable.isPresent()) {
      return unable.get();
    }
    Canister canister = replica.canister(call.canister()).orElseThrow();
    Optional<Response.Rejected> tooComplex = checkCallGraph(canister);
    if (tooComplex.isPresent()) {
      return tooComplex.get();
    }
    CanisterInstance instance = canister.instance().orElseThrow();
    String query = "canister_query " + call.method();
    String composite = "canister_composite_query " + call.method();
    if (instance.module().exports(query)) {
      return isolated(canister, instance, EntryPoint.QUERY, call, query);
    }
    if (instance.module().exports(composite)) {
      return isolated(canister, instance, EntryPoint.COMPOSITE_QUERY, call, composite);
    }
    return CallRouter.noMethod(call, "query");
  }

  private Optional<Response.Rejected> checkCallGraph(Canister canister) {
    if (active.contains(canister)) {
      return Optional.of(
          Response.reject(
              ErrorCode.QUERY_CALL_GRAPH_LOOP,
              "Canister " + canister.id() + " is called by a query that it is answering"));
    }
    if (active.size() >= MAX_DEPTH) {
      return Optional.of(
          Response.reject(
              ErrorCode.QUERY_CALL_GRAPH_TOO_DEEP,
              "Composite queries nest deeper than " + MAX_DEPTH));
    }
    return Optional.empty();
  }

  private Response isolated(
      Canister canister,
      CanisterInstance instance,
      EntryPoint entryPoint,
      Call call,
      String export) {
    Execution execution =
        new Execution(
            canister,
            entryPoint,
            Execution.Input.of(call),
            replica.canisterNanos(),
            active.isEmpty() ? dataCertificate(canister) : null);
    active.add(canister);
    instance.begin();
    try {
      Optional<Response.Rejected> trap =
          runner.attempt(execution, instance, code -> code.call(export));
      return trap.isPresent() ? trap.get() : converse(execution, instance, call);
    } finally {
      instance.rollback();
      active.remove(canister);
    }
  }

  /** Makes the calls that the code asked for, and those that its callbacks ask for. */
  private Response converse(Execution first, CanisterInstance instance, Call call) {
    Canister canister = first.canister();
    CallContext context = CallContext.ofCall(call.sender(), response -> {});
    first.response().ifPresent(context::respond);
    Deque<OutgoingCall> open = new ArrayDeque<>(first.calls());
    Response failure = CallRouter.didNotReply(canister);
    while (!open.isEmpty()) {
      OutgoingCall outgoing = open.remove();
      Response response = evaluate(outgoing.from(canister.id()));
      Execution execution = callback(canister, context, response);
      Optional<Response.Rejected> trap = runCallback(instance, execution, outgoing, response);
      if (trap.isPresent()) {
        failure = trap.get();
      } else {
        execution.response().ifPresent(context::respond);
        open.addAll(execution.calls());
      }
    }
    return context.response().orElse(failure);
  }

  private Execution callback(Canister canister, CallContext context, Response response) {
    boolean replied = response instanceof Response.Replied;
    return replica.execution(
        canister,
        replied ? EntryPoint.COMPOSITE_REPLY_CALLBACK : EntryPoint.COMPOSITE_REJECT_CALLBACK,
        Execution.Input.callback(context, response));
  }

  private Optional<Response.Rejected> runCallback(
      CanisterInstance instance, Execution execution, OutgoingCall outgoing, Response response) {
    OutgoingCall.Callback callback = outgoing.callbackFor(response);
    return runner.attempt(
        execution, instance, code -> code.callTable(callback.function(), callback.environment()));
  }

  private Supplier<Bytes> dataCertificate(Canister canister) {
    Principal id = canister.id();
    return () ->
        replica
            .certifier()
            .certificate(
                List.of(List.of(Bytes.utf8("canister"), id.raw(), Bytes.utf8("certified_data"))));
  }
}
