package icws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the pages for contributors and users name is there: classes, files, links, profiles,
 * targets.
 */
final class DocumentsTest {
  /** A class's simple name alone, or before a member's. */
  private static final Pattern CLASS =
      Pattern.compile("`([A-Z][a-z]\\w*[A-Z0-9]\\w*|[A-Z][a-z]{3,})(?:\\.\\w+)*`");

  private static final Pattern PATH = Pattern.compile("`((?:src|server-config)(?:/[\\w.-]+)*)/?`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([\\w./-]+)\\)");
  private static final Pattern LINK_TO_A_PART = Pattern.compile("\\]\\(([\\w./-]+)#[\\w-]+\\)");
  private static final Pattern PROFILE = Pattern.compile("-P(\\w+)");
  private static final Pattern TARGET = Pattern.compile("(?m)^make (\\w+) *(?:#.*)?$");

  /** Names that are Java's, Jakarta's or another language's. */
  private static final Set<String> OTHERS =
      Set.of("Makefile", "HttpClient", "Throwable", "Optional", "Duration", "Instant");

  private static final String[] PAGES = {
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "src/site/markdown/architecture.md",
    "src/bench/README.md",
    "src/java-client/README.md",
    "src/main/client/README.md",
    "src/main/motoko/README.md",
    "src/examples/README.md",
    "src/examples/chat/README.md",
    "src/examples/prices/README.md",
    "src/examples/cursor/README.md",
    "src/java-client/README.md",
    "server-config/payara-micro/README.md",
    "server-config/wildfly/README.md",
    "server-config/liberty/README.md"
  };

  private static List<String> named(Pattern pattern, String page) throws IOException {
    return pattern
        .matcher(Files.readString(Path.of(page)))
        .results()
        .map((MatchResult found) -> found.group(1))
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONTRIBUTING.md", "src/site/markdown/architecture.md"})
  void everyClassThatIsNamedIsThere(String page) throws IOException {
    Set<String> classes = classes();
    List<String> missing =
        named(CLASS, page).stream()
            .filter(name -> !OTHERS.contains(name) && !classes.contains(name))
            .toList();
    assertEquals(List.of(), missing);
  }

  private static Set<String> classes() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void everyFileThatIsNamedOrLinkedIsThere() throws IOException {
    for (String page : PAGES) {
      Path folder = Path.of(page).toAbsolutePath().getParent();
      List<String> missing =
          Stream.concat(
                  named(PATH, page).stream().filter(file -> !Files.exists(Path.of(file))),
                  named(LINK, page).stream().filter(file -> !Files.exists(folder.resolve(file))))
              .toList();
      assertEquals(List.of(), missing, page);
    }
  }

  @Test
  void everyReadmeLeadsToEveryOther() throws IOException {
    Path first = Path.of("README.md").toAbsolutePath();
    assertEquals(readmes(), reached(first));
    for (Path readme : readmes()) {
      assertTrue(reached(readme).contains(first), () -> readme + " does not lead to " + first);
    }
  }

  private static Set<Path> readmes() {
    return Stream.of(PAGES)
        .map(page -> Path.of(page).toAbsolutePath())
        .filter(page -> page.endsWith("README.md"))
        .collect(Collectors.toSet());
  }

  /** The READMEs that a reader finds who begins with one of them. */
  private static Set<Path> reached(Path first) throws IOException {
    Set<Path> reached = new HashSet<>(Set.of(first));
    Deque<Path> unread = new ArrayDeque<>(reached);
    while (!unread.isEmpty()) {
      linked(unread.remove()).stream().filter(reached::add).forEach(unread::add);
    }
    return reached;
  }

  /** The READMEs that a page links, or whose folders it links. */
  private static List<Path> linked(Path page) throws IOException {
    return Stream.concat(
            named(LINK, page.toString()).stream(), named(LINK_TO_A_PART, page.toString()).stream())
        .map(link -> page.getParent().resolve(link).normalize())
        .map(target -> Files.isDirectory(target) ? target.resolve("README.md") : target)
        .filter(target -> target.endsWith("README.md") && Files.exists(target))
        .toList();
  }

  @Test
  void everyProfileAndTargetThatIsNamedIsThere() throws IOException {
    String build = Files.readString(Path.of("src/build/pom.xml"));
    String targets = Files.readString(Path.of("Makefile"));
    for (String page : PAGES) {
      assertEquals(
          List.of(),
          named(PROFILE, page).stream()
              .filter(profile -> !build.contains("<id>" + profile + "</id>"))
              .toList(),
          page);
      assertEquals(
          List.of(),
          named(TARGET, page).stream()
              .filter(target -> !targets.contains("\n" + target + ": ;"))
              .toList(),
          page);
    }
  }
}
