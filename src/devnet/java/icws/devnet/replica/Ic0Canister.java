package icws.devnet.replica;

import static icws.devnet.replica.EntryPoint.ANY;
import static icws.devnet.replica.EntryPoint.ANY_BUT_START;
import static icws.devnet.replica.EntryPoint.CHANGING_STATE;
import static icws.devnet.replica.EntryPoint.REPLICATED;
import static icws.devnet.replica.EntryPoint.SETTING_TIMER;
import static icws.devnet.replica.EntryPoint.WITH_DATA_CERTIFICATE;

import icws.devnet.engine.CanisterMemory;
import icws.devnet.engine.WasmTrap;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** System functions about the canister itself and the network it runs on. */
final class Ic0Canister {
  private static final int MAX_CERTIFIED_BYTES = 32;

  private final Bytes rootKeyDer;
  private final Principal subnetId;

  Ic0Canister(Bytes rootKeyDer, Principal subnetId) {
    this.rootKeyDer = rootKeyDer;
    this.subnetId = subnetId;
  }

  void define(SystemApi api) {
    defineIdentity(api);
    defineCertification(api);
    defineTime(api);
    defineEnvironment(api);
  }

  private void defineIdentity(SystemApi api) {
    api.blob("canister_self", ANY_BUT_START, execution -> execution.canister().id().raw());
    api.blob("subnet_self", ANY_BUT_START, execution -> subnetId.raw());
    api.blob("root_key", REPLICATED, execution -> rootKeyDer);
    api.function(
        "canister_status", "", "i", ANY_BUT_START, (e, m, a) -> e.canister().status().number());
    api.function("canister_version", "", "I", ANY_BUT_START, (e, m, a) -> e.canister().version());
    api.function("is_controller", "ii", "i", ANY, Ic0Canister::isController);
    api.function(
        "in_replicated_execution", "", "i", ANY, (e, m, a) -> flag(REPLICATED, e.entryPoint()));
  }

  private static long flag(Set<EntryPoint> set, EntryPoint entryPoint) {
    return set.contains(entryPoint) ? 1 : 0;
  }

  private static long isController(Execution execution, CanisterMemory memory, long[] args) {
    Bytes raw = memory.read(args[0], args[1]);
    if (raw.size() > Principal.MAX_BYTES) {
      throw WasmTrap.contract("ic0.is_controller: not a principal");
    }
    return execution.canister().isControlledBy(Principal.of(raw)) ? 1 : 0;
  }

  private static void defineCertification(SystemApi api) {
    api.procedure(
        "certified_data_set",
        "ii",
        CHANGING_STATE,
        (execution, memory, args) -> {
          if (args[1] > MAX_CERTIFIED_BYTES) {
            throw WasmTrap.contract("ic0.certified_data_set: more than 32 bytes");
          }
          execution.certify(memory.read(args[0], args[1]));
        });
    api.function(
        "data_certificate_present",
        "",
        "i",
        ANY_BUT_START,
        (execution, memory, args) -> execution.dataCertificate().isPresent() ? 1 : 0);
    api.blob(
        "data_certificate",
        WITH_DATA_CERTIFICATE,
        execution ->
            execution
                .dataCertificate()
                .map(Supplier::get)
                .orElseThrow(() -> WasmTrap.contract("there is no data certificate here")));
  }

  private static void defineTime(SystemApi api) {
    api.function(
        "time", "", "I", ANY_BUT_START, (execution, memory, args) -> execution.timeNanos());
    api.function(
        "global_timer_set",
        "I",
        "I",
        SETTING_TIMER,
        (execution, memory, args) -> execution.setTimer(args[0]));
    api.function(
        "performance_counter",
        "i",
        "I",
        ANY,
        (execution, memory, args) -> execution.instructions());
  }

  private static void defineEnvironment(SystemApi api) {
    api.function(
        "env_var_count",
        "",
        "i",
        ANY_BUT_START,
        (execution, memory, args) -> environment(execution).size());
    api.function(
        "env_var_name_size",
        "i",
        "i",
        ANY_BUT_START,
        (e, memory, args) -> nameAt(e, args[0]).size());
    api.procedure(
        "env_var_name_copy",
        "iiii",
        ANY_BUT_START,
        (e, memory, args) -> memory.write(args[1], nameAt(e, args[0]), args[2], args[3]));
    api.function(
        "env_var_name_exists",
        "ii",
        "i",
        ANY_BUT_START,
        (e, memory, args) -> environment(e).containsKey(name(memory, args)) ? 1 : 0);
    api.function(
        "env_var_value_size",
        "ii",
        "i",
        ANY_BUT_START,
        (e, memory, args) -> valueOf(e, name(memory, args)).size());
    api.procedure(
        "env_var_value_copy",
        "iiiii",
        ANY_BUT_START,
        (e, memory, args) ->
            memory.write(args[2], valueOf(e, name(memory, args)), args[3], args[4]));
  }

  private static Map<String, String> environment(Execution execution) {
    return execution.canister().settings().environment();
  }

  private static Bytes nameAt(Execution execution, long index) {
    List<String> names = new ArrayList<>(environment(execution).keySet());
    if (index >= names.size()) {
      throw WasmTrap.contract("no environment variable number " + index);
    }
    return Bytes.utf8(names.get((int) index));
  }

  private static String name(CanisterMemory memory, long[] args) {
    try {
      return memory.read(args[0], args[1]).toUtf8();
    } catch (IllegalArgumentException e) {
      throw new WasmTrap(WasmTrap.Cause.CONTRACT, "a variable's name is UTF-8", e);
    }
  }

  private static Bytes valueOf(Execution execution, String name) {
    String value = environment(execution).get(name);
    if (value == null) {
      throw WasmTrap.contract("no environment variable " + name);
    }
    return Bytes.utf8(value);
  }
}
