package icws.devnet.engine;

import com.dylibso.chicory.runtime.ExecutionListener;
import com.dylibso.chicory.runtime.MStack;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.OpCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Counts what canisters execute, in the instructions that the Internet Computer charges for. The
 * same module with the same state and message counts the same on every machine.
 *
 * <p>While it is on, Wasm is interpreted, which takes some hundred times as long as compiled code;
 * both see the same memory, so that it may be turned on when a canister is as it is to be measured.
 * Thread-safe.
 */
public final class InstructionMeter {
  /**
   * What one execution took.
   *
   * @param entry the exported function that was called, for example {@code canister_update greet},
   *     or {@link #CALLBACK}
   * @param instructions as charged
   */
  public record Execution(String entry, long instructions) {}

  /** What the execution of a callback, for example a timer's, is called. */
  public static final String CALLBACK = "callback";

  private volatile boolean isOn;

  /** Guarded by itself. */
  private final List<Execution> executions = new ArrayList<>();

  /** Of the replica's thread. */
  private long counted;

  /**
   * What canisters executed until {@code body} ended: it waits for what it causes.
   *
   * @return all executions, whether they ended well or not, in order
   */
  public List<Execution> during(Runnable body) {
    take();
    isOn = true;
    try {
      body.run();
    } finally {
      isOn = false;
    }
    return take();
  }

  /** What was executed since the last time. */
  private List<Execution> take() {
    synchronized (executions) {
      List<Execution> taken = List.copyOf(executions);
      executions.clear();
      return taken;
    }
  }

  boolean isOn() {
    return isOn;
  }

  /** Runs an entry, of whose instructions the {@link #listener} hears. */
  <T> T measure(String entry, Supplier<T> code) {
    counted = 0;
    try {
      return code.get();
    } finally {
      synchronized (executions) {
        executions.add(new Execution(entry, counted));
      }
    }
  }

  void systemCall(String function, long[] args) {
    counted += InstructionWeights.ofSystemCall(function, args);
  }

  ExecutionListener listener() {
    return this::count;
  }

  private void count(Instruction instruction, MStack stack) {
    OpCode opcode = instruction.opcode();
    counted += InstructionWeights.of(opcode);
    if (InstructionWeights.isByLength(opcode)) {
      counted += stack.peek() & 0xffffffffL;
    }
  }
}
