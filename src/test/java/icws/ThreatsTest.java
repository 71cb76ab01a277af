package icws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of threats claims nothing without a test, and no test that is not there. */
final class ThreatsTest {

  private static final Path PAGE = Path.of("src/site/markdown/threats.md");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Contract))\\.(\\w+)`");
  private static final Pattern SCRIPT = Pattern.compile("`(test/[\\w/]+\\.ts)`");

  private static List<String> rows() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> line.startsWith("|"))
        .filter(line -> !line.startsWith("| tries |") && !line.startsWith("|---"))
        .toList();
  }

  @Test
  void everyRowNamesATest() throws IOException {
    List<String> rows = rows();
    assertTrue(rows.size() > 50, rows.size() + " rows");
    assertEquals(
        List.of(),
        rows.stream()
            .filter(row -> !TEST.matcher(row).find() && !SCRIPT.matcher(row).find())
            .toList());
  }

  @Test
  void everyTestThatIsNamedIsThere() throws IOException {
    Map<String, String> sources = sources();
    List<String> missing =
        rows().stream()
            .flatMap(row -> TEST.matcher(row).results())
            .filter(
                named ->
                    !sources
                        .getOrDefault(named.group(1), "")
                        .contains("void " + named.group(2) + "("))
            .map(named -> named.group())
            .toList();
    assertEquals(List.of(), missing);
    List<String> lost =
        rows().stream()
            .flatMap(row -> SCRIPT.matcher(row).results())
            .map(named -> named.group(1))
            .filter(script -> !Files.exists(Path.of("src/main/client", script)))
            .toList();
    assertEquals(List.of(), lost);
  }

  /** The test classes' texts by their simple names. */
  private static Map<String, String> sources() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of("src"))) {
      files = all.filter(file -> file.toString().endsWith(".java")).toList();
    }
    Map<String, String> sources = new TreeMap<>();
    for (Path file : files) {
      sources.merge(
          file.getFileName().toString().replace(".java", ""),
          Files.readString(file),
          String::concat);
    }
    return sources.entrySet().stream()
        .filter(each -> each.getKey().matches(".*(Test|IT|Contract)"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
