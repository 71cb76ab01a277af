package icws.devnet.engine;

import icws.ic.Bytes;

/**
 * A canister's stable memory: survives upgrades; writes can be taken back like those of the main
 * memory. Offsets and sizes in bytes unless a name says pages (64 KiB). Not thread-safe.
 */
public final class StableMemory {

  private final UndoLogMemory memory;

  public StableMemory(int maximumPages) {
    this.memory = new UndoLogMemory(0, maximumPages);
  }

  /** An independent memory with the same content. */
  public StableMemory copy() {
    StableMemory copy = new StableMemory(memory.maximumPages());
    copy.memory.grow(memory.pages());
    int bytes = memory.pages() << UndoLogMemory.WASM_PAGE_BITS;
    copy.memory.write(0, memory.readBytes(0, bytes), 0, bytes);
    return copy;
  }

  public long pages() {
    return memory.pages();
  }

  /** Returns the size before, or -1 where it cannot grow so far. */
  public long grow(long pages) {
    return pages < 0 || pages > Integer.MAX_VALUE ? -1 : memory.grow((int) pages);
  }

  public Bytes read(long offset, long size) {
    return Bytes.wrap(memory.readBytes(inside(offset, size), (int) size));
  }

  public void write(long offset, Bytes data) {
    memory.write(inside(offset, data.size()), data.toByteArray(), 0, data.size());
  }

  void begin() {
    memory.begin();
  }

  void commit() {
    memory.commit();
  }

  void rollback() {
    memory.rollback();
  }

  private int inside(long offset, long size) {
    long bytes = pages() << UndoLogMemory.WASM_PAGE_BITS;
    if (offset < 0 || size < 0 || offset > bytes - size) {
      throw new WasmTrap(
          WasmTrap.Cause.MACHINE,
          "stable memory out of bounds: " + size + " bytes at " + offset + " of " + bytes);
    }
    return (int) offset;
  }
}
