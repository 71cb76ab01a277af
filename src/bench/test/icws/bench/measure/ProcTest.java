package icws.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Of the process that runs this test, and of its machine. */
@EnabledOnOs(OS.LINUX)
class ProcTest {
  private static final long OWN = ProcessHandle.current().pid();
  private static final long NOBODY = Long.MAX_VALUE;

  @Test
  void processorTimeOfAProcessIsPartOfTheMachines() throws IOException {
    Duration own = Proc.processorTime(OWN);
    assertTrue(own.compareTo(Duration.ZERO) > 0);
    assertTrue(own.compareTo(Proc.busyTime()) <= 0);
  }

  @Test
  void processThatIsGoneTakesNothing() {
    assertEquals(Duration.ZERO, Proc.processorTime(NOBODY));
  }

  @Test
  void residentIsAtLeastWhatTheHeapHolds() throws IOException {
    Runtime machine = Runtime.getRuntime();
    assertTrue(Proc.residentBytes(OWN) > (machine.totalMemory() - machine.freeMemory()) / 2);
  }

  @Test
  void kernelHasMemoryOfItsOwn() throws IOException {
    assertTrue(Proc.kernelBytes() > 1 << 20);
  }
}
