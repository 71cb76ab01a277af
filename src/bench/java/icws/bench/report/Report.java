package icws.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What comes of a run: {@code report.md} and its plots.
 *
 * @param failures what could not be measured, a line each
 */
public record Report(Results results, List<String> failures) {

  public Report {
    failures = List.copyOf(failures);
  }

  /** Writes everything into a folder; answers where the table is. */
  public Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    StringBuilder text = new StringBuilder(MarkdownTable.of(results));
    for (String failure : failures) {
      text.append("\nNot measured: ").append(failure).append('\n');
    }
    for (Map.Entry<String, String> plot : Plots.of(results).entrySet()) {
      Files.writeString(folder.resolve(plot.getKey()), plot.getValue());
      text.append("\n![](").append(plot.getKey()).append(")\n");
    }
    return Files.writeString(folder.resolve("report.md"), text);
  }
}
