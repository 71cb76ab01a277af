package icws.devnet.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import icws.ic.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CanisterInstanceTest {
  private static final int UNREACHABLE = 0x00;
  private static final int CALL = 0x10;
  private static final int DROP = 0x1a;
  private static final int GLOBAL_GET = 0x23;
  private static final int GLOBAL_SET = 0x24;
  private static final int I32_LOAD = 0x28;
  private static final int I32_STORE = 0x36;
  private static final int MEMORY_GROW = 0x40;
  private static final int I32_CONST = 0x41;
  private static final int I32_DIV = 0x6d;

  private final List<Long> noted = new ArrayList<>();
  private final InstructionMeter meter = new InstructionMeter();
  private final StableMemory stable = new StableMemory(16);

  /** A module with the import {@code note(i32)} as function 0, a page of memory and two globals. */
  private static TestModule module() {
    return new TestModule().imports("note", "i:").memory(1, 16).globals(2);
  }

  private CanisterInstance instance(TestModule module) {
    Map<String, SystemFunction> systemApi =
        Map.of(
            "note",
            new SystemFunction(
                "note",
                FunctionType.accepting(ValType.I32),
                (memory, args) -> {
                  noted.add(args[0]);
                  return 0;
                }));
    CanisterModule compiled = CanisterModule.load(module.build(), systemApi);
    return new CanisterInstance(compiled, systemApi, meter, stable, 16);
  }

  @Test
  void rollbackRestoresMemoryGlobalsAndStableMemory() {
    CanisterInstance instance =
        instance(
            module()
                .exports(
                    "set",
                    I32_CONST,
                    8,
                    I32_CONST,
                    9,
                    I32_STORE,
                    2,
                    0,
                    I32_CONST,
                    5,
                    GLOBAL_SET,
                    1,
                    I32_CONST,
                    1,
                    MEMORY_GROW,
                    0,
                    DROP)
                .exports("tell", I32_CONST, 8, I32_LOAD, 2, 0, CALL, 0, GLOBAL_GET, 1, CALL, 0));
    long bytes = instance.memoryBytes();
    instance.begin();
    instance.call("set");
    stable.grow(1);
    stable.write(10, Bytes.utf8("lost"));
    instance.rollback();
    instance.call("tell");
    assertEquals(List.of(0L, 0L), noted);
    assertEquals(0, stable.pages());
    assertEquals(bytes, instance.memoryBytes());

    instance.begin();
    instance.call("set");
    instance.commit();
    instance.call("tell");
    assertEquals(List.of(0L, 0L, 9L, 5L), noted);
  }

  @Test
  void rollbackRestoresTables() {
    int tableSet = 0x26;
    int refFunc = 0xd2;
    int tell1 = 1;
    int tell2 = 2;
    CanisterInstance instance =
        instance(
            module()
                .function("i:", I32_CONST, 1, CALL, 0)
                .function("i:", I32_CONST, 2, CALL, 0)
                .exports("swap", I32_CONST, tell1, refFunc, tell2, tableSet, 0));
    instance.begin();
    instance.call("swap");
    instance.callTable(tell1, 0);
    instance.rollback();
    instance.callTable(tell1, 0);

    assertEquals(List.of(2L, 1L), noted);
  }

  @Test
  void machineFaultsAreTraps() {
    CanisterInstance instance =
        instance(
            module()
                .exports("unreachable", UNREACHABLE)
                .exports("divide", I32_CONST, 1, I32_CONST, 0, I32_DIV, DROP)
                .exports("recurse", CALL, 3)
                .exports("far", I32_CONST, 0x7f, I32_LOAD, 2, 0, DROP));

    for (String export : List.of("unreachable", "divide", "recurse", "far")) {
      WasmTrap trap = assertThrows(WasmTrap.class, () -> instance.call(export), export);
      assertEquals(WasmTrap.Cause.MACHINE, trap.reason(), export);
    }
    WasmTrap trap = assertThrows(WasmTrap.class, () -> instance.callTable(99, 0));
    assertEquals(WasmTrap.Cause.MACHINE, trap.reason());
  }

  @Test
  void argumentsOfSystemFunctionsAreUnsigned() {
    instance(module().exports("tell", I32_CONST, 0x7f, CALL, 0)).call("tell");

    assertEquals(List.of(0xffff_ffffL), noted);
  }

  @Test
  @Timeout(30)
  void endlessLoopIsEndedAndTheCanisterGoesOn() {
    CanisterInstance instance =
        instance(
            module()
                .exports("spin", 0x03, 0x40, 0x0c, 0x00, 0x0b)
                .exports("tell", I32_CONST, 3, CALL, 0));
    try (Watchdog watchdog = new Watchdog()) {
      WasmTrap trap =
          assertThrows(
              WasmTrap.class,
              () -> watchdog.guard(Duration.ofMillis(100), () -> instance.call("spin")));

      assertEquals(WasmTrap.Cause.OUT_OF_TIME, trap.reason());
      assertFalse(Thread.currentThread().isInterrupted());
      watchdog.guard(Duration.ofSeconds(20), () -> instance.call("tell"));
      assertEquals(List.of(3L), noted);
    }
  }

  @Test
  void copiedStableMemoryIsIndependent() {
    stable.grow(1);
    stable.write(0, Bytes.utf8("one"));
    StableMemory copy = stable.copy();
    stable.write(0, Bytes.utf8("two"));

    assertEquals(Bytes.utf8("one"), copy.read(0, 3));
    assertEquals(1, copy.pages());
  }
}
