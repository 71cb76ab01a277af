package icws.devnet.replica;

import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import icws.devnet.engine.CanisterMemory;
import icws.devnet.engine.SystemFunction;
import icws.devnet.engine.WasmTrap;
import icws.ic.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Collects the system functions: each is defined once with its Wasm type, the entry points that may
 * call it, and what it does. Types are written one letter a value: {@code i} for i32, {@code I} for
 * i64.
 */
final class SystemApi {
  /** A system function with a result. */
  @FunctionalInterface
  interface Body {
    long call(Execution execution, CanisterMemory memory, long[] args);
  }

  /** A system function without one. */
  @FunctionalInterface
  interface VoidBody {
    void call(Execution execution, CanisterMemory memory, long[] args);
  }

  private final Map<String, SystemFunction> functions = new TreeMap<>();
  private final Supplier<Execution> running;

  /**
   * @param running the message whose execution calls
   */
  SystemApi(Supplier<Execution> running) {
    this.running = running;
  }

  Map<String, SystemFunction> functions() {
    return Map.copyOf(functions);
  }

  void function(String name, String params, String result, Set<EntryPoint> allowed, Body body) {
    FunctionType type = FunctionType.of(types(params), types(result));
    functions.put(
        name,
        new SystemFunction(
            name,
            type,
            (memory, args) -> {
              Execution execution = running.get();
              if (!allowed.contains(execution.entryPoint())) {
                throw WasmTrap.contract(
                    "\"ic0." + name + "\" cannot be executed in " + execution.entryPoint());
              }
              return body.call(execution, memory, args);
            }));
  }

  void procedure(String name, String params, Set<EntryPoint> allowed, VoidBody body) {
    function(
        name,
        params,
        "",
        allowed,
        (execution, memory, args) -> {
          body.call(execution, memory, args);
          return 0;
        });
  }

  /** The pair {@code name_size} and {@code name_copy(dst, offset, size)}. */
  void blob(String name, Set<EntryPoint> allowed, Function<Execution, Bytes> content) {
    function(
        name + "_size", "", "i", allowed, (execution, m, a) -> content.apply(execution).size());
    procedure(
        name + "_copy",
        "iii",
        allowed,
        (execution, memory, args) ->
            memory.write(args[0], content.apply(execution), args[1], args[2]));
  }

  private static List<ValType> types(String letters) {
    return letters.chars().mapToObj(c -> c == 'I' ? ValType.I64 : ValType.I32).toList();
  }
}
