package icws.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Java process of this machine holds after a full garbage collection. Needs Linux, and a JDK
 * as this process's Java.
 *
 * @param heapBytes of all objects that can be reached
 * @param instances how many there are of each class, by its name
 * @param threads of the operating system
 * @param descriptors open files and sockets
 * @param residentKilobytes its memory as the operating system sees it
 */
record Vitals(
    long heapBytes,
    Map<String, Long> instances,
    int threads,
    int descriptors,
    long residentKilobytes) {
  private static final int MOST_GROWN = 30;
  private static final Pattern CLASS_LINE =
      Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
  private static final Pattern TOTAL_LINE = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

  /** Collects the garbage of a process, and looks what is left. */
  static Vitals of(long pid) throws IOException, InterruptedException {
    // Twice: what has a cleaner or a finalizer goes with the collection after it has run.
    jcmd(pid, "GC.run");
    jcmd(pid, "GC.run_finalization");
    List<String> histogram = jcmd(pid, "GC.class_histogram");
    Map<String, Long> instances = new HashMap<>();
    long heapBytes = -1;
    for (String line : histogram) {
      Matcher ofClass = CLASS_LINE.matcher(line);
      Matcher total = TOTAL_LINE.matcher(line);
      if (ofClass.matches()) {
        instances.merge(ofClass.group(3), Long.parseLong(ofClass.group(1)), Long::sum);
      } else if (total.matches()) {
        heapBytes = Long.parseLong(total.group(1));
      }
    }
    if (heapBytes < 0) {
      throw new IOException("no total in the histogram: " + histogram);
    }
    return new Vitals(
        heapBytes,
        Map.copyOf(instances),
        entries(pid, "task"),
        descriptors(pid),
        residentKilobytes(pid));
  }

  /** How many files and sockets a process has open. */
  static int descriptors(long pid) throws IOException {
    return entries(pid, "fd");
  }

  /** How many instances there are of a class. */
  long instancesOf(String className) {
    return instances.getOrDefault(className, 0L);
  }

  /** The classes that have most more instances than before, for whoever looks for a leak. */
  List<String> growthSince(Vitals before) {
    return instances.entrySet().stream()
        .map(of -> Map.entry(of.getKey(), of.getValue() - before.instancesOf(of.getKey())))
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(MOST_GROWN)
        .map(grown -> grown.getKey() + " +" + grown.getValue())
        .toList();
  }

  private static List<String> jcmd(long pid, String command)
      throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IOException(command + " of process " + pid + ": " + said);
    }
    return said.lines().toList();
  }

  private static int entries(long pid, String directory) throws IOException {
    try (Stream<Path> entries = Files.list(proc(pid).resolve(directory))) {
      return (int) entries.count();
    } catch (UncheckedIOException oneWentMeanwhile) {
      if (oneWentMeanwhile.getCause() instanceof NoSuchFileException) {
        return entries(pid, directory);
      }
      throw oneWentMeanwhile;
    }
  }

  private static long residentKilobytes(long pid) throws IOException {
    return Files.readAllLines(proc(pid).resolve("status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private static Path proc(long pid) {
    return Path.of("/proc", Long.toString(pid));
  }
}
