package icws.devnet.engine;

import com.dylibso.chicory.wasm.types.FunctionType;

/**
 * One function of the system API as a module imports it.
 *
 * @param name the import's name in module {@code ic0}
 * @param type its Wasm type; a module that imports it with another one is invalid
 * @param body what it does
 */
public record SystemFunction(String name, FunctionType type, Body body) {
  /** What a system function does. */
  @FunctionalInterface
  public interface Body {
    /**
     * Does the work.
     *
     * @param memory the calling canister's memory
     * @param args the arguments; i32 values are zero-extended, so that addresses and sizes are
     *     never negative
     * @return the result; ignored where the type has none
     */
    long call(CanisterMemory memory, long[] args);
  }
}
