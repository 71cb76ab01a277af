package icws.devnet.engine;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.Map;

/**
 * A module with its memories and globals, as one canister runs it. Every execution is bracketed:
 * {@link #begin}, calls, then {@link #commit} or {@link #rollback}. All failures of the canister
 * are {@link WasmTrap}s. Not thread-safe: one thread runs all canisters.
 */
public final class CanisterInstance {
  private static final long[] NO_ARGUMENTS = {};

  private final CanisterModule module;
  private final InstructionMeter meter;
  private final StableMemory stable;
  private final UndoLogMemory memory;
  private final CanisterMemory view;
  private final Instance instance;
  private final UndoableState state;

  /**
   * Instantiates the module, which runs its start function.
   *
   * @param meter counts the instructions while it is on
   * @param stable the canister's stable memory; outlives the instance
   * @param maximumPages how far the main memory may grow, in pages of 64 KiB
   */
  public CanisterInstance(
      CanisterModule module,
      Map<String, SystemFunction> systemApi,
      InstructionMeter meter,
      StableMemory stable,
      int maximumPages) {
    this.module = module;
    this.meter = meter;
    this.stable = stable;
    this.memory = newMemory(module, maximumPages);
    this.view = new CanisterMemory(memory, stable);
    HostFunction[] functions =
        module.imports().stream().map(name -> bind(systemApi, name)).toArray(HostFunction[]::new);
    this.instance = guarded(() -> instantiate(functions));
    this.state = new UndoableState(instance, module.tablesChange());
  }

  private static UndoLogMemory newMemory(CanisterModule module, int maximumPages) {
    int initial = module.memoryLimits().map(MemoryLimits::initialPages).orElse(0);
    int maximum = module.memoryLimits().map(MemoryLimits::maximumPages).orElse(0);
    return new UndoLogMemory(initial, Math.max(initial, Math.min(maximum, maximumPages)));
  }

  private Instance instantiate(HostFunction[] functions) {
    return Instance.builder(module.wasm())
        .withImportValues(ImportValues.builder().addFunction(functions).build())
        .withMachineFactory(module.machineFactory())
        .withMemoryFactory(limits -> memory)
        .withUnsafeExecutionListener(meter.listener())
        .withStart(true)
        .build();
  }

  private HostFunction bind(Map<String, SystemFunction> systemApi, String name) {
    SystemFunction function = systemApi.get(name);
    if (function == null) {
      throw new IllegalStateException("the module was checked against another system API");
    }
    FunctionType type = function.type();
    boolean[] narrow = new boolean[type.params().size()];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = type.params().get(i).equals(ValType.I32);
    }
    boolean returns = !type.returns().isEmpty();
    return new HostFunction(
        "ic0",
        name,
        type,
        (caller, args) -> {
          for (int i = 0; i < narrow.length; i++) {
            if (narrow[i]) {
              args[i] &= 0xffffffffL;
            }
          }
          meter.systemCall(name, args);
          long result = function.body().call(view, args);
          return returns ? new long[] {result} : null;
        });
  }

  public CanisterModule module() {
    return module;
  }

  /** The size of main and stable memory together, in bytes. */
  public long memoryBytes() {
    return view.sizeInBytes() + (stable.pages() << UndoLogMemory.WASM_PAGE_BITS);
  }

  /** Remembers the present state of memories, globals and tables. */
  public void begin() {
    memory.begin();
    stable.begin();
    state.begin();
  }

  public void commit() {
    memory.commit();
    stable.commit();
  }

  /** Returns to the state at {@link #begin}. */
  public void rollback() {
    memory.rollback();
    stable.rollback();
    state.rollback();
  }

  /** Calls an exported function without parameters. */
  public void call(String export) {
    guarded(() -> run(export, module.function(export), NO_ARGUMENTS));
  }

  /** Calls a callback: the function at {@code index} of table 0 with its environment. */
  public void callTable(long index, long environment) {
    guarded(
        () -> {
          int function = instance.table(0).requiredRef((int) index);
          return run(InstructionMeter.CALLBACK, function, new long[] {environment});
        });
  }

  /** In compiled code, or, to be metered, by an interpreter. */
  private long[] run(String entry, int function, long[] args) {
    if (meter.isOn()) {
      return meter.measure(entry, () -> new InterpreterMachine(instance).call(function, args));
    }
    return instance.getMachine().call(function, args);
  }

  @FunctionalInterface
  private interface Execution<T> {
    T run();
  }

  private static <T> T guarded(Execution<T> execution) {
    try {
      return execution.run();
    } catch (ChicoryInterruptedException e) {
      throw new WasmTrap(WasmTrap.Cause.OUT_OF_TIME, "interrupted", e);
    } catch (ChicoryException e) {
      throw new WasmTrap(WasmTrap.Cause.MACHINE, String.valueOf(e.getMessage()), e);
    } catch (StackOverflowError e) {
      throw new WasmTrap(WasmTrap.Cause.MACHINE, "stack overflow", e);
    } catch (OutOfMemoryError e) {
      throw new WasmTrap(WasmTrap.Cause.OUT_OF_MEMORY, "the local network is out of memory", e);
    } catch (ArithmeticException | ArrayIndexOutOfBoundsException | ClassCastException e) {
      // What compiled code throws where an interpreter would say "division by zero" and the like.
      throw new WasmTrap(WasmTrap.Cause.MACHINE, String.valueOf(e.getMessage()), e);
    }
  }
}
