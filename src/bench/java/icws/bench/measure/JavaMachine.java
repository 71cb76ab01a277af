package icws.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Java process of this machine, asked by {@code jcmd} of this process's JDK. */
public record JavaMachine(long pid) {
  private static final Pattern USED = Pattern.compile("used (\\d+)K");
  private static final long KIB = 1_024;

  /** What is left in its heap after a full collection. */
  public long heapBytes() throws IOException, InterruptedException {
    // Twice: what has a cleaner goes with the collection after it has run.
    ask("GC.run");
    ask("GC.run");
    Matcher used = USED.matcher(ask("GC.heap_info"));
    if (!used.find()) {
      throw new IOException("process " + pid + " does not say what its heap holds");
    }
    return Long.parseLong(used.group(1)) * KIB;
  }

  /**
   * Asks one thing.
   *
   * @throws IOException with the answer, where the process cannot be asked or refuses
   */
  String ask(String... command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    line.add(Long.toString(pid));
    line.addAll(List.of(command));
    Process jcmd = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IOException(String.join(" ", line) + ": " + said);
    }
    return said;
  }
}
