package icws.devnet.engine;

import com.dylibso.chicory.wasm.ChicoryException;
import icws.ic.Bytes;

/** A canister's memories as system functions see them. Addresses and sizes are in bytes. */
public final class CanisterMemory {
  private final UndoLogMemory memory;
  private final StableMemory stable;

  CanisterMemory(UndoLogMemory memory, StableMemory stable) {
    this.memory = memory;
    this.stable = stable;
  }

  public StableMemory stable() {
    return stable;
  }

  /** Copies out of the memory; traps where the range is not inside it. */
  public Bytes read(long address, long size) {
    return Bytes.wrap(memory.readBytes(inside(address, size), (int) size));
  }

  /** Copies {@code source[offset .. offset + size)} into the memory; traps outside of either. */
  public void write(long address, Bytes source, long offset, long size) {
    if (size < 0 || offset < 0 || offset > source.size() - size) {
      throw WasmTrap.contract(
          "copy of " + size + " bytes at " + offset + " of " + source.size() + " bytes");
    }
    write(address, source.slice((int) offset, (int) (offset + size)));
  }

  /** Copies all of {@code source} into the memory. */
  public void write(long address, Bytes source) {
    int at = inside(address, source.size());
    memory.write(at, source.toByteArray(), 0, source.size());
  }

  public long sizeInBytes() {
    return (long) memory.pages() << UndoLogMemory.WASM_PAGE_BITS;
  }

  private int inside(long address, long size) {
    if (address < 0 || size < 0 || address > sizeInBytes() - size) {
      throw new WasmTrap(
          WasmTrap.Cause.MACHINE,
          "heap out of bounds: " + size + " bytes at " + address + " of " + sizeInBytes(),
          new ChicoryException("out of bounds memory access"));
    }
    return (int) address;
  }
}
