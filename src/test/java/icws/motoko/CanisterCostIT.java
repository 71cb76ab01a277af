package icws.motoko;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Holds the library to the table of what it costs: dearer it may not become, and cheaper not
 * unsaid.
 */
@Tag("soak")
class CanisterCostIT {
  private static final Path PAGE = Path.of("src/main/motoko/README.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\w+: [^|]+) \\| ([\\d,]+) \\|");

  /** What is counted is exact; what differs is the text of random keys and certificates. */
  private static final double TOLERANCE = 0.03;

  @Test
  void everyFigureIsThatOfTheTable() throws IOException {
    Map<String, Long> measured = CanisterCosts.measured();
    List<String> rows = new ArrayList<>();
    measured.forEach(
        (what, figure) -> rows.add(String.format(Locale.ROOT, "| %s | %,d |", what, figure)));
    String table = String.join("\n", rows);

    List<MatchResult> said = ROW.matcher(Files.readString(PAGE)).results().toList();
    assertEquals(
        List.copyOf(measured.keySet()), said.stream().map(row -> row.group(1)).toList(), table);
    for (MatchResult row : said) {
      double ratio =
          measured.getOrDefault(row.group(1), 0L)
              / Double.parseDouble(row.group(2).replace(",", ""));
      assertTrue(Math.abs(ratio - 1) < TOLERANCE, () -> row.group() + " is now among\n" + table);
    }
  }
}
