package icws.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** A recording of the JDK's Flight Recorder in a process of this machine. Not thread-safe. */
public final class Profile implements AutoCloseable {
  private final JavaMachine machine;
  private final Path file;

  private Profile(JavaMachine machine, Path file) {
    this.machine = machine;
    this.file = file;
  }

  /** Starts recording, with the JDK's settings for profiles. */
  public static Profile start(long pid) throws IOException, InterruptedException {
    JavaMachine machine = new JavaMachine(pid);
    Path file = Files.createTempFile("icws-bench", ".jfr");
    Profile profile = new Profile(machine, file);
    machine.ask("JFR.start", "name=" + profile.name(), "settings=profile");
    return profile;
  }

  /** No other recording's, should one have been forgotten. */
  private Path name() {
    return file.getFileName();
  }

  /** Stops recording: what there was since the start can be asked for. */
  public Profile stop() throws IOException, InterruptedException {
    machine.ask("JFR.stop", "name=" + name(), "filename=" + file);
    return this;
  }

  /** How often it was looked which Java code runs. */
  public int samples() throws IOException {
    return frames().values().stream().mapToInt(count -> count).sum();
  }

  /**
   * The methods that ran most often when a sample was taken, the most frequent first. Java code
   * alone: neither the machine's own, as of libraries, nor that of its compiler and its collector.
   *
   * @return of each the part of all samples, in percent
   */
  public Map<String, Double> topFrames(int most) throws IOException {
    double all = samples();
    Map<String, Double> top = new LinkedHashMap<>();
    frames().entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(most)
        .forEach(frame -> top.put(frame.getKey(), 100 * frame.getValue() / all));
    return top;
  }

  private Map<String, Integer> frames() throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    events(event -> count(event, counts));
    return counts;
  }

  private static void count(RecordedEvent event, Map<String, Integer> counts) {
    RecordedStackTrace trace = event.getStackTrace();
    if (event.getEventType().getName().equals("jdk.ExecutionSample")
        && trace != null
        && !trace.getFrames().isEmpty()) {
      counts.merge(name(trace.getFrames().get(0)), 1, Integer::sum);
    }
  }

  private static String name(RecordedFrame frame) {
    String type = frame.getMethod().getType().getName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethod().getName();
  }

  /**
   * What all threads have allocated meanwhile. The machine says at the beginning and at the end how
   * much each had, so a thread that ended in between counts for nothing.
   */
  public long allocatedBytes() throws IOException {
    Map<Long, Long> least = new HashMap<>();
    Map<Long, Long> most = new HashMap<>();
    events(
        event -> {
          if (event.getEventType().getName().equals("jdk.ThreadAllocationStatistics")) {
            long thread = event.getThread("thread").getId();
            least.merge(thread, event.getLong("allocated"), Math::min);
            most.merge(thread, event.getLong("allocated"), Math::max);
          }
        });
    return most.entrySet().stream()
        .mapToLong(thread -> thread.getValue() - least.getOrDefault(thread.getKey(), 0L))
        .sum();
  }

  /** What is done with each event. */
  @FunctionalInterface
  private interface Look {
    void at(RecordedEvent event);
  }

  private void events(Look look) throws IOException {
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        look.at(recording.readEvent());
      }
    }
  }

  /** Removes what was recorded. A recording that nobody has stopped goes on. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
