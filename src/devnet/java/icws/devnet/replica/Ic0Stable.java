package icws.devnet.replica;

import static icws.devnet.replica.EntryPoint.ANY;

import icws.devnet.engine.CanisterMemory;
import icws.devnet.engine.StableMemory;

/** System functions for stable memory: the old ones with 32-bit offsets, and those with 64. */
final class Ic0Stable {
  private static final int MAX_PAGES_32 = 1 << 16;

  void define(SystemApi api) {
    define(api, "stable_", "i");
    define(api, "stable64_", "I");
  }

  private static void define(SystemApi api, String prefix, String word) {
    boolean narrow = word.equals("i");
    api.function(
        prefix + "size", "", word, ANY, (execution, memory, args) -> memory.stable().pages());
    api.function(
        prefix + "grow",
        word,
        word,
        ANY,
        (execution, memory, args) -> {
          StableMemory stable = memory.stable();
          boolean tooFar = narrow && stable.pages() + args[0] > MAX_PAGES_32;
          return tooFar ? -1 : stable.grow(args[0]);
        });
    api.procedure(prefix + "write", word.repeat(3), ANY, Ic0Stable::write);
    api.procedure(prefix + "read", word.repeat(3), ANY, Ic0Stable::read);
  }

  /** Arguments: offset in stable memory, source, size. */
  private static void write(Execution execution, CanisterMemory memory, long[] args) {
    memory.stable().write(args[0], memory.read(args[1], args[2]));
  }

  /** Arguments: destination, offset in stable memory, size. */
  private static void read(Execution execution, CanisterMemory memory, long[] args) {
    memory.write(args[0], memory.stable().read(args[1], args[2]));
  }
}
