package icws.devnet.engine;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import com.dylibso.chicory.runtime.ConstantEvaluators;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.DataSegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A linear memory whose writes since {@link #begin} can be taken back: the first write to a 4 KiB
 * piece saves the piece. {@link #begin} costs a few bytes for each piece, {@link #commit} nothing,
 * {@link #rollback} what was written. Not thread-safe; no shared memories, no atomic waits.
 */
public final class UndoLogMemory implements Memory {
  /** A Wasm page is 64 KiB. */
  static final int WASM_PAGE_BITS = 16;

  private static final DataSegment[] NO_SEGMENTS = {};
  private static final VarHandle SHORTS = view(short[].class);
  private static final VarHandle INTS = view(int[].class);
  private static final VarHandle LONGS = view(long[].class);

  private final int initialPages;
  private final int maximumPages;
  private final UndoLog log;
  private DataSegment[] segments = NO_SEGMENTS;
  private boolean[] droppedSegments = {};

  /** Allocated ahead of use, so that growing page by page does not copy everything each time. */
  private byte[] content;

  /** Bytes in use: what the canister sees as its memory. */
  private int limit;

  private int limitAtBegin;

  /** Sizes in Wasm pages of 64 KiB; {@code maximumPages} at most 32767 (2 GiB). */
  public UndoLogMemory(int initialPages, int maximumPages) {
    if (initialPages > maximumPages || maximumPages > 32767) {
      throw new InvalidModuleException(
          "a memory of " + initialPages + " pages; this network allows " + maximumPages);
    }
    this.initialPages = initialPages;
    this.maximumPages = maximumPages;
    this.limit = initialPages << WASM_PAGE_BITS;
    this.limitAtBegin = limit;
    this.content = new byte[limit];
    this.log = new UndoLog(limit);
  }

  private static VarHandle view(Class<?> arrayType) {
    return MethodHandles.byteArrayViewVarHandle(arrayType, LITTLE_ENDIAN);
  }

  /** Remembers the present content as what {@link #rollback} returns to. */
  public void begin() {
    limitAtBegin = limit;
    log.begin(limit);
  }

  /** Keeps what was written. */
  public void commit() {
    log.commit();
  }

  /** Takes back what was written and grown since {@link #begin}. */
  public void rollback() {
    log.restore(content);
    // A page that is grown later must be zero again.
    Arrays.fill(content, limitAtBegin, limit, (byte) 0);
    limit = limitAtBegin;
  }

  private void beforeRead(int address, int size) {
    if (address < 0 || size < 0 || address > limit - size) {
      throw new WasmRuntimeException(
          "out of bounds memory access: "
              + size
              + " bytes at "
              + Integer.toUnsignedString(address)
              + " of "
              + limit);
    }
  }

  /** For the sizes of Wasm's own stores, 1 to 8 bytes. */
  private void beforeStore(int address, int size) {
    beforeRead(address, size);
    log.beforeStore(content, address, size);
  }

  private void beforeWrite(int address, int size) {
    beforeRead(address, size);
    log.beforeWrite(content, address, size);
  }

  @Override
  public int pages() {
    return limit >>> WASM_PAGE_BITS;
  }

  @Override
  public int grow(int pages) {
    int before = pages();
    if (pages < 0 || pages > maximumPages - before) {
      return -1;
    }
    int wanted = (before + pages) << WASM_PAGE_BITS;
    if (wanted > content.length) {
      long ahead = Math.min((long) maximumPages << WASM_PAGE_BITS, wanted + (wanted >> 2));
      content = Arrays.copyOf(content, (int) Math.max(wanted, ahead));
      log.extend(content.length);
    }
    limit = wanted;
    return before;
  }

  @Override
  public int initialPages() {
    return initialPages;
  }

  @Override
  public int maximumPages() {
    return maximumPages;
  }

  @Override
  public void initialize(Instance instance, DataSegment[] dataSegments) {
    segments = dataSegments.clone();
    droppedSegments = new boolean[segments.length];
    for (int i = 0; i < segments.length; i++) {
      if (segments[i] instanceof ActiveDataSegment active) {
        long[] offset =
            ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions());
        write((int) offset[0], active.data(), 0, active.data().length);
        droppedSegments[i] = true;
      }
    }
  }

  @Override
  public void initPassiveSegment(int segment, int dest, int offset, int size) {
    byte[] data = droppedSegments[segment] ? new byte[0] : segments[segment].data();
    if (size < 0 || offset < 0 || offset > data.length - size) {
      throw new WasmRuntimeException("out of bounds memory access: data segment " + segment);
    }
    write(dest, data, offset, size);
  }

  /** A drop is not taken back by a rollback: compilers drop segments only while instantiating. */
  @Override
  public void drop(int segment) {
    droppedSegments[segment] = true;
  }

  @Override
  public void write(int address, byte[] data, int offset, int size) {
    beforeWrite(address, size);
    System.arraycopy(data, offset, content, address, size);
  }

  @Override
  public byte[] readBytes(int address, int size) {
    beforeRead(address, size);
    return Arrays.copyOfRange(content, address, address + size);
  }

  @Override
  public void fill(byte value, int from, int to) {
    beforeWrite(from, to - from);
    Arrays.fill(content, from, to, value);
  }

  @Override
  public void copy(int dest, int source, int size) {
    beforeRead(source, size);
    beforeWrite(dest, size);
    System.arraycopy(content, source, content, dest, size);
  }

  @Override
  public void zero() {
    fill((byte) 0, 0, limit);
  }

  @Override
  public byte read(int address) {
    beforeRead(address, Byte.BYTES);
    return content[address];
  }

  @Override
  public void writeByte(int address, byte value) {
    beforeStore(address, Byte.BYTES);
    content[address] = value;
  }

  @Override
  public short readShort(int address) {
    beforeRead(address, Short.BYTES);
    return (short) SHORTS.get(content, address);
  }

  @Override
  public long readU16(int address) {
    return Short.toUnsignedLong(readShort(address));
  }

  @Override
  public void writeShort(int address, short value) {
    beforeStore(address, Short.BYTES);
    SHORTS.set(content, address, value);
  }

  @Override
  public int readInt(int address) {
    beforeRead(address, Integer.BYTES);
    return (int) INTS.get(content, address);
  }

  @Override
  public void writeI32(int address, int value) {
    beforeStore(address, Integer.BYTES);
    INTS.set(content, address, value);
  }

  @Override
  public long readLong(int address) {
    beforeRead(address, Long.BYTES);
    return (long) LONGS.get(content, address);
  }

  @Override
  public void writeLong(int address, long value) {
    beforeStore(address, Long.BYTES);
    LONGS.set(content, address, value);
  }

  @Override
  public float readFloat(int address) {
    return Float.intBitsToFloat(readInt(address));
  }

  @Override
  public long readF32(int address) {
    return readInt(address);
  }

  @Override
  public void writeF32(int address, float value) {
    writeI32(address, Float.floatToRawIntBits(value));
  }

  @Override
  public double readDouble(int address) {
    return Double.longBitsToDouble(readLong(address));
  }

  @Override
  public long readF64(int address) {
    return readLong(address);
  }

  @Override
  public void writeF64(int address, double value) {
    writeLong(address, Double.doubleToRawLongBits(value));
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  @SuppressWarnings("removal") // required until Chicory takes it out
  public Object lock(int address) {
    return this;
  }

  @Override
  @SuppressWarnings("removal") // required until Chicory takes it out
  public int waitOn(int address, int expected, long timeout) {
    throw new WasmRuntimeException("expected shared memory");
  }

  @Override
  @SuppressWarnings("removal") // required until Chicory takes it out
  public int waitOn(int address, long expected, long timeout) {
    throw new WasmRuntimeException("expected shared memory");
  }

  @Override
  @SuppressWarnings("removal") // required until Chicory takes it out
  public int notify(int address, int count) {
    return 0;
  }
}
