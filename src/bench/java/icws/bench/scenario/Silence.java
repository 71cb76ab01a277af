package icws.bench.scenario;

import icws.bench.arena.Arena;
import icws.bench.arena.Clients;
import icws.bench.arena.Round;
import icws.bench.arena.Window;
import icws.bench.measure.JavaMachine;
import icws.bench.measure.Proc;
import icws.client.LoadSite;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Clients that are there and say nothing, more and more of them. */
final class Silence implements Scenario {
  private static final int[] SIZES = {0, 1_000, 5_000, 10_000};
  private static final double MIB = 1 << 20;
  private static final double KIB = 1 << 10;

  @Override
  public String title() {
    return "open and silent clients";
  }

  @Override
  public void run(Arena arena, Round round) throws IOException, InterruptedException {
    LoadSite site = arena.freshSite();
    try (Clients crowd = arena.clients()) {
      Memory empty = Memory.NOTHING;
      for (int size : arena.extent().sizes(SIZES)) {
        crowd.register(site, size - crowd.size()).open();
        Window window = round.measure(size + " clients", () -> wait(arena));
        Memory memory = Memory.of(arena);
        memory.addTo(window);
        if (size == 0) {
          empty = memory;
        } else {
          memory.minus(empty).addTo(window, size);
        }
      }
    }
  }

  /** What is measured is that time passes. */
  private static void wait(Arena arena) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(arena.extent().window().toNanos());
  }

  /**
   * Bytes of the gateway, and of the kernel, which cannot tell whose they are: half of it is the
   * clients' end, in this process.
   */
  private record Memory(boolean isKnown, long heap, long resident, long kernel) {
    static final Memory NOTHING = new Memory(false, 0, 0, 0);

    static Memory of(Arena arena) throws IOException, InterruptedException {
      long kernel = Proc.kernelBytes();
      OptionalLong pid = arena.target().pid();
      if (pid.isEmpty()) {
        return new Memory(false, 0, 0, kernel);
      }
      long heap = new JavaMachine(pid.getAsLong()).heapBytes();
      return new Memory(true, heap, Proc.residentBytes(pid.getAsLong()), kernel);
    }

    Memory minus(Memory before) {
      return new Memory(
          isKnown, heap - before.heap, resident - before.resident, kernel - before.kernel);
    }

    void addTo(Window window) {
      if (isKnown) {
        window.figure("heap after a collection", "MiB", heap / MIB);
      }
      window.figure("kernel, of the whole machine", "MiB", kernel / MIB);
    }

    void addTo(Window window, int clients) {
      if (isKnown) {
        window.figure("heap for each", "KiB", heap / KIB / clients);
        window.figure("resident for each", "KiB", resident / KIB / clients);
      }
      window.figure("kernel for each, both ends", "KiB", kernel / KIB / clients);
    }
  }
}
