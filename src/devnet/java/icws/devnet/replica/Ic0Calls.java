package icws.devnet.replica;

import static icws.devnet.replica.EntryPoint.CALLING;

import icws.devnet.engine.CanisterMemory;
import icws.devnet.engine.WasmTrap;
import icws.ic.Bytes;
import icws.ic.Principal;

/** System functions with which a canister calls others, or itself. */
final class Ic0Calls {
  /** As the IC's queue from one canister to another. */
  private static final int MAX_OPEN_CALLS = 500;

  /** What {@code call_perform} answers when the call cannot be sent. */
  private static final int SYS_TRANSIENT = 2;

  void define(SystemApi api) {
    api.procedure("call_new", "iiiiiiii", CALLING, Ic0Calls::begin);
    api.procedure(
        "call_on_cleanup",
        "ii",
        CALLING,
        (execution, memory, args) ->
            execution.assembling().onCleanup(new OutgoingCall.Callback(args[0], args[1])));
    api.procedure(
        "call_data_append",
        "ii",
        CALLING,
        (execution, memory, args) -> execution.assembling().append(memory.read(args[0], args[1])));
    api.procedure(
        "call_with_best_effort_response",
        "i",
        CALLING,
        (execution, memory, args) -> execution.assembling().bestEffort());
    // Cycles are of no account here, so nothing is moved.
    api.procedure(
        "call_cycles_add", "I", CALLING, (execution, memory, args) -> execution.assembling());
    api.procedure(
        "call_cycles_add128", "II", CALLING, (execution, memory, args) -> execution.assembling());
    api.function("call_perform", "", "i", CALLING, (execution, memory, args) -> perform(execution));
  }

  private static void begin(Execution execution, CanisterMemory memory, long[] args) {
    execution.beginCall(
        new OutgoingCall(
            callee(memory.read(args[0], args[1])),
            methodName(memory.read(args[2], args[3])),
            new OutgoingCall.Callback(args[4], args[5]),
            new OutgoingCall.Callback(args[6], args[7])));
  }

  private static Principal callee(Bytes raw) {
    try {
      return Principal.of(raw);
    } catch (IllegalArgumentException e) {
      throw new WasmTrap(WasmTrap.Cause.CONTRACT, "ic0.call_new: " + e.getMessage(), e);
    }
  }

  private static String methodName(Bytes utf8) {
    try {
      return utf8.toUtf8();
    } catch (IllegalArgumentException e) {
      throw new WasmTrap(WasmTrap.Cause.CONTRACT, "ic0.call_new: the method name is no UTF-8", e);
    }
  }

  private static int perform(Execution execution) {
    int open = execution.canister().openCalls() + execution.calls().size();
    if (open >= MAX_OPEN_CALLS) {
      execution.dropCall();
      return SYS_TRANSIENT;
    }
    execution.performCall();
    return 0;
  }
}
