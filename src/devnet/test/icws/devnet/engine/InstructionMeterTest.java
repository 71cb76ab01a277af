package icws.devnet.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import icws.devnet.engine.InstructionMeter.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Small programs, whose instructions can be counted by hand. */
class InstructionMeterTest {
  private static final int UNREACHABLE = 0x00;
  private static final int LOOP = 0x03;
  private static final int END = 0x0b;
  private static final int BR_IF = 0x0d;
  private static final int CALL = 0x10;
  private static final int DROP = 0x1a;
  private static final int GLOBAL_GET = 0x23;
  private static final int GLOBAL_SET = 0x24;
  private static final int I32_CONST = 0x41;
  private static final int I32_SUB = 0x6b;
  private static final int I32_DIV = 0x6d;
  private static final int BULK = 0xfc;
  private static final int FILL = 0x0b;
  private static final int NO_RESULT = 0x40;

  private final InstructionMeter meter = new InstructionMeter();
  private final List<String> printed = new ArrayList<>();

  private CanisterInstance instance(TestModule module) {
    FunctionType type = FunctionType.of(List.of(ValType.I32, ValType.I32), List.of());
    SystemFunction print =
        new SystemFunction(
            "debug_print",
            type,
            (memory, args) -> {
              printed.add(memory.read(args[0], args[1]).toUtf8());
              return 0;
            });
    Map<String, SystemFunction> systemApi = Map.of("debug_print", print);
    CanisterModule compiled = CanisterModule.load(module.build(), systemApi);
    return new CanisterInstance(compiled, systemApi, meter, new StableMemory(1), 1);
  }

  private static TestModule module() {
    return new TestModule().imports("debug_print", "ii:").memory(1, 1).globals(1);
  }

  private long count(TestModule module) {
    CanisterInstance instance = instance(module);
    List<Execution> executions = meter.during(() -> instance.call("run"));
    assertEquals(List.of("run"), executions.stream().map(Execution::entry).toList());
    return executions.get(0).instructions();
  }

  @Test
  void plainInstructionsAreOneAndDivisionsTen() {
    assertEquals(13, count(module().exports("run", I32_CONST, 8, I32_CONST, 2, I32_DIV, DROP)));
  }

  @Test
  void eachRoundOfALoopCounts() {
    int[] threeRounds = {
      I32_CONST,
      3,
      GLOBAL_SET,
      0,
      LOOP,
      NO_RESULT, // 1 + 2 + 0
      GLOBAL_GET,
      0,
      I32_CONST,
      1,
      I32_SUB,
      GLOBAL_SET,
      0, // 2 + 1 + 1 + 2
      GLOBAL_GET,
      0,
      BR_IF,
      0,
      END // 2 + 2 + 0
    };
    assertEquals(3 + 3 * 10, count(module().exports("run", threeRounds)));
  }

  @Test
  void filledBytesCountEach() {
    int[] sixtyBytes = {I32_CONST, 0, I32_CONST, 7, I32_CONST, 60, BULK, FILL, 0};
    assertEquals(3 + 100 + 60, count(module().exports("run", sixtyBytes)));
  }

  @Test
  void systemCallIsACallItsOwnWeightAndItsBytes() {
    int[] print = {I32_CONST, 0, I32_CONST, 4, CALL, 0};
    assertEquals(2 + 5 + 100 + 4, count(module().exports("run", print)));
    assertEquals(List.of("\0\0\0\0"), printed);
  }

  @Test
  void callbacksAndTrapsAreCountedAndNothingWhileItIsOff() {
    CanisterInstance instance =
        instance(
            module()
                .function("i:", I32_CONST, 0, I32_CONST, 1, CALL, 0)
                .exports("run", I32_CONST, 1, UNREACHABLE));
    instance.callTable(1, 0);

    List<Execution> executions =
        meter.during(
            () -> {
              instance.callTable(1, 0);
              assertThrows(WasmTrap.class, () -> instance.call("run"));
            });

    assertEquals(
        List.of(new Execution(InstructionMeter.CALLBACK, 108), new Execution("run", 2)),
        executions);
    assertEquals(List.of("\0", "\0"), printed);
  }

  @Test
  void whatIsMeteredAndWhatIsNotShareOneState() {
    CanisterInstance instance =
        instance(
            module()
                .exports("run", GLOBAL_GET, 0, I32_CONST, 0x7f, I32_SUB, GLOBAL_SET, 0)
                .exports("tell", I32_CONST, 0, GLOBAL_GET, 0, CALL, 0));
    instance.call("run");
    meter.during(() -> instance.call("run"));
    instance.call("run");
    instance.call("tell");

    assertEquals(List.of("\0\0\0"), printed);
  }
}
