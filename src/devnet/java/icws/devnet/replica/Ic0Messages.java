package icws.devnet.replica;

import static icws.devnet.replica.EntryPoint.ANY;
import static icws.devnet.replica.EntryPoint.ANY_BUT_START;
import static icws.devnet.replica.EntryPoint.CALLBACKS;
import static icws.devnet.replica.EntryPoint.INSPECT_MESSAGE;
import static icws.devnet.replica.EntryPoint.REJECT_CALLBACKS;
import static icws.devnet.replica.EntryPoint.REPLYING;
import static icws.devnet.replica.EntryPoint.WITH_ARGUMENT;
import static java.nio.charset.StandardCharsets.UTF_8;

import icws.devnet.engine.CanisterMemory;
import icws.devnet.engine.WasmTrap;
import icws.ic.Bytes;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;

/** System functions about the message at hand: reading it, answering it, and giving up. */
final class Ic0Messages {
  private static final Set<EntryPoint> INSPECTING = EnumSet.of(INSPECT_MESSAGE);

  private final BiConsumer<Canister, String> printer;

  /**
   * @param printer takes what canisters print
   */
  Ic0Messages(BiConsumer<Canister, String> printer) {
    this.printer = printer;
  }

  void define(SystemApi api) {
    defineInput(api);
    defineAnswer(api);
    defineInspection(api);
    api.procedure(
        "debug_print",
        "ii",
        ANY,
        (execution, memory, args) -> printer.accept(execution.canister(), text(memory, args)));
    api.procedure(
        "trap",
        "ii",
        ANY,
        (execution, memory, args) -> {
          throw new WasmTrap(WasmTrap.Cause.CALLED_TRAP, text(memory, args));
        });
  }

  private static void defineInput(SystemApi api) {
    api.blob("msg_arg_data", WITH_ARGUMENT, execution -> execution.input().argument());
    api.blob("msg_caller", ANY_BUT_START, execution -> execution.input().caller().raw());
    api.function(
        "msg_reject_code", "", "i", CALLBACKS, (execution, memory, args) -> rejectCode(execution));
    api.blob("msg_reject_msg", REJECT_CALLBACKS, Ic0Messages::rejectMessage);
    // No call on this network has a deadline.
    api.function("msg_deadline", "", "I", REPLYING, (execution, memory, args) -> 0);
  }

  private static int rejectCode(Execution execution) {
    return execution.input().response() instanceof Response.Rejected rejected
        ? rejected.rejectCode()
        : 0;
  }

  private static Bytes rejectMessage(Execution execution) {
    return execution.input().response() instanceof Response.Rejected rejected
        ? Bytes.utf8(rejected.message())
        : Bytes.EMPTY;
  }

  private static void defineAnswer(SystemApi api) {
    api.procedure(
        "msg_reply_data_append",
        "ii",
        REPLYING,
        (execution, memory, args) -> execution.appendReply(memory.read(args[0], args[1])));
    api.procedure("msg_reply", "", REPLYING, (execution, memory, args) -> execution.reply());
    api.procedure(
        "msg_reject",
        "ii",
        REPLYING,
        (execution, memory, args) -> execution.reject(text(memory, args)));
  }

  private static void defineInspection(SystemApi api) {
    api.blob("msg_method_name", INSPECTING, execution -> Bytes.utf8(execution.input().method()));
    api.procedure(
        "accept_message", "", INSPECTING, (execution, memory, args) -> execution.accept());
  }

  /** What a canister prints need not be UTF-8; unreadable bytes must not hide the rest. */
  private static String text(CanisterMemory memory, long[] args) {
    return new String(memory.read(args[0], args[1]).toByteArray(), UTF_8);
  }
}
