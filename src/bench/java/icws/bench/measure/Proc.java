package icws.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Linux's own figures of its processes and of itself, from {@code /proc}. */
public final class Proc {
  private static final long NANOS_PER_TICK = 10_000_000;
  private static final long PAGE_BYTES = 4_096;
  private static final long KIB = 1_024;
  private static final int CPU_IDLE = 3;
  private static final int CPU_WAITING = 4;
  private static final int CPU_STOLEN = 7;

  private Proc() {}

  /** The processor time that a process has taken, all its threads together; 0 if it is gone. */
  public static Duration processorTime(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  /** Memory of a process that is in the machine's. */
  public static long residentBytes(long pid) throws IOException {
    return kibibytes(Path.of("/proc", Long.toString(pid), "status"), "VmRSS:");
  }

  /** Processor time of everything on this machine, what another machine took from it included. */
  public static Duration busyTime() throws IOException {
    long[] ticks =
        Arrays.stream(line(Path.of("/proc/stat"), "cpu ").trim().split(" +", -1))
            .skip(1)
            .limit(CPU_STOLEN + 1)
            .mapToLong(Long::parseLong)
            .toArray();
    long all = Arrays.stream(ticks).sum() - ticks[CPU_IDLE] - ticks[CPU_WAITING];
    return Duration.ofNanos(all * NANOS_PER_TICK);
  }

  /**
   * The kernel's own memory that grows with connections: its objects, buffers of TCP, page tables
   * and stacks of threads; of the whole machine.
   */
  public static long kernelBytes() throws IOException {
    Path memory = Path.of("/proc/meminfo");
    long sum = 0;
    for (String name : List.of("Slab:", "PageTables:", "KernelStack:")) {
      sum += kibibytes(memory, name);
    }
    return sum + tcpBytes();
  }

  private static long tcpBytes() throws IOException {
    String sockets = line(Path.of("/proc/net/sockstat"), "TCP:");
    return Long.parseLong(sockets.substring(sockets.lastIndexOf(' ') + 1)) * PAGE_BYTES;
  }

  private static long kibibytes(Path file, String name) throws IOException {
    return Long.parseLong(line(file, name).replaceAll("\\D", "")) * KIB;
  }

  private static String line(Path file, String start) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .orElseThrow(() -> new IOException("no line " + start + " in " + file));
  }
}
