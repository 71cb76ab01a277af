package icws.devnet.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.dylibso.chicory.runtime.WasmRuntimeException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UndoLogMemoryTest {
  private static final int PAGE = 65_536;

  private final UndoLogMemory memory = new UndoLogMemory(2, 16);

  @Test
  void rollbackRestoresWhatWasWritten() {
    memory.writeI32(100, 7);
    memory.begin();
    memory.writeI32(100, 8);
    memory.writeLong(100_000, -1);

    memory.rollback();

    assertEquals(7, memory.readInt(100));
    assertEquals(0, memory.readLong(100_000));
  }

  @Test
  void commitKeepsWhatWasWritten() {
    memory.begin();
    memory.writeI32(100, 8);
    memory.commit();
    memory.begin();
    memory.rollback();

    assertEquals(8, memory.readInt(100));
  }

  @Test
  void storeAcrossTwoPiecesIsRestoredInBoth() {
    memory.writeLong(4092, 0x1122334455667788L);
    memory.begin();
    memory.writeLong(4092, 0);

    memory.rollback();

    assertEquals(0x1122334455667788L, memory.readLong(4092));
  }

  @Test
  void growthIsTakenBackAndGrowsAgainAsZeros() {
    memory.begin();
    assertEquals(2, memory.grow(3));
    memory.writeI32(4 * PAGE, 9);

    memory.rollback();

    assertEquals(2, memory.pages());
    assertThrows(WasmRuntimeException.class, () -> memory.readInt(4 * PAGE));
    assertEquals(2, memory.grow(3));
    assertEquals(0, memory.readInt(4 * PAGE));
  }

  @Test
  void growingStopsAtTheMaximum() {
    assertEquals(-1, memory.grow(15));
    assertEquals(2, memory.grow(14));
    assertEquals(-1, memory.grow(1));
    assertEquals(16, memory.grow(0));
  }

  @Test
  void accessBeyondTheEndTraps() {
    assertThrows(WasmRuntimeException.class, () -> memory.readInt(2 * PAGE - 3));
    assertThrows(WasmRuntimeException.class, () -> memory.writeLong(2 * PAGE - 7, 0));
    assertThrows(WasmRuntimeException.class, () -> memory.read(-1));
    assertThrows(WasmRuntimeException.class, () -> memory.copy(2 * PAGE - 1, 0, 2));
    assertThrows(WasmRuntimeException.class, () -> memory.fill((byte) 1, 0, 2 * PAGE + 1));
    assertThrows(WasmRuntimeException.class, () -> memory.readBytes(Integer.MAX_VALUE, 1));
  }

  @Test
  void everyKindOfWriteIsRestored() {
    byte[] before = new byte[2 * PAGE];
    new Random(1).nextBytes(before);
    memory.write(0, before, 0, before.length);
    memory.begin();
    memory.writeByte(5_000, (byte) 1);
    memory.writeShort(9_000, (short) 2);
    memory.writeF32(13_000, 3);
    memory.writeF64(17_000, 4);
    memory.fill((byte) 5, 20_000, 40_000);
    memory.copy(60_000, 0, 30_000);
    memory.write(100_000, new byte[20_000], 0, 20_000);

    memory.rollback();

    assertArrayEquals(before, memory.readBytes(0, before.length));
  }
}
