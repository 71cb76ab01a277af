package icws.devnet.engine;

import static com.dylibso.chicory.wasm.types.OpCode.*;

import com.dylibso.chicory.wasm.types.OpCode;
import java.util.Arrays;
import java.util.Map;

/**
 * What the Internet Computer charges for, in its instructions: each opcode of a module with 32-bit
 * memory, and each call of the system API. Floating-point numbers, which canisters seldom have, all
 * count as one. Sources: {@code dfinity/ic}, {@code rs/embedders/src/wasm_utils/instrumentation.rs}
 * and {@code rs/embedders/src/wasmtime_embedder/system_api_complexity.rs}.
 */
// An array: it is asked for each instruction.
@SuppressWarnings("EnumOrdinal")
final class InstructionWeights {
  private static final int SYSTEM_CALL = 500;
  private static final int STABLE_MEMORY = 20;

  private static final Map<String, Integer> OTHER_SYSTEM_CALLS =
      Map.of(
          "call_new", 1_500,
          "call_perform", 5_000,
          "debug_print", 100,
          "is_controller", 1_000,
          "performance_counter", 200,
          "stable_read", STABLE_MEMORY,
          "stable_write", STABLE_MEMORY,
          "stable64_read", STABLE_MEMORY,
          "stable64_write", STABLE_MEMORY);

  private static final int[] WEIGHTS = new int[OpCode.values().length];

  static {
    Arrays.fill(WEIGHTS, 1);
    weigh(0, BLOCK, LOOP, ELSE, END);
    weigh(2, IF, BR, BR_IF, BR_TABLE, GLOBAL_GET, GLOBAL_SET);
    weigh(3, RETURN_CALL);
    weigh(5, CALL, TABLE_GET, TABLE_SET, REF_IS_NULL);
    weigh(10, CALL_INDIRECT, I32_DIV_S, I32_DIV_U, I32_REM_S, I32_REM_U);
    weigh(10, I64_DIV_S, I64_DIV_U, I64_REM_S, I64_REM_U);
    weigh(20, MEMORY_SIZE);
    weigh(60, RETURN_CALL_INDIRECT);
    weigh(100, MEMORY_COPY, MEMORY_FILL, MEMORY_INIT);
    weigh(100, TABLE_COPY, TABLE_FILL, TABLE_INIT, TABLE_SIZE);
    weigh(130, REF_FUNC);
    weigh(300, MEMORY_GROW, TABLE_GROW, DATA_DROP, ELEM_DROP);
  }

  private InstructionWeights() {}

  private static void weigh(int weight, OpCode... opcodes) {
    for (OpCode opcode : opcodes) {
      WEIGHTS[opcode.ordinal()] = weight;
    }
  }

  static int of(OpCode opcode) {
    return WEIGHTS[opcode.ordinal()];
  }

  /** Whether the opcode costs one more for each byte that its topmost operand counts. */
  static boolean isByLength(OpCode opcode) {
    return opcode == MEMORY_COPY || opcode == MEMORY_FILL || opcode == MEMORY_INIT;
  }

  /**
   * A call of a function of the system API.
   *
   * @param args its arguments; the last one of those that take or give bytes is how many
   */
  static long ofSystemCall(String function, long[] args) {
    return OTHER_SYSTEM_CALLS.getOrDefault(function, SYSTEM_CALL)
        + (takesBytes(function) ? args[args.length - 1] : 0);
  }

  private static boolean takesBytes(String function) {
    return function.endsWith("_copy")
        || function.endsWith("_append")
        || function.endsWith("_read")
        || function.endsWith("_write")
        || function.equals("certified_data_set")
        || function.equals("debug_print")
        || function.equals("trap");
  }
}
