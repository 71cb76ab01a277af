package icws.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is written of settings elsewhere is what {@link Setting} has of them. */
class SettingTest {
  private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"");

  /** As {@code icws.network.url}; not a package, nor a beginning that another part follows. */
  private static final Pattern KEY =
      Pattern.compile("\\bicws\\.(?!gateway|ic\\b)[a-z-]+(?:\\.[a-z-]+)*");

  @Test
  void readmeHasEverySettingAndNoOther() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String chapter =
        readme.substring(readme.indexOf("### Configuration"), readme.indexOf("### Close codes"));
    assertEquals(
        Arrays.stream(Setting.values()).map(Setting::row).toList(),
        chapter.lines().filter(line -> line.startsWith("| `icws.")).toList());
  }

  @Test
  void everySettingIsAskedForAndNothingElse() {
    Set<String> asked = new TreeSet<>();
    SettingSource nothing =
        key -> {
          asked.add(key);
          return Optional.empty();
        };
    GatewayConfiguration unused = new ConfigurationReader(nothing).fill();
    assertEquals(Setting.keys(), asked);
  }

  @Test
  void theOperatorsFileOfSettingsHasNoOther() throws IOException {
    Matcher line =
        Pattern.compile("^#?(icws\\.[^= ]+)=", Pattern.MULTILINE)
            .matcher(Files.readString(Path.of("server-config/payara-micro/gateway.properties")));
    Set<String> named = new TreeSet<>();
    while (line.find()) {
      named.add(line.group(1));
    }
    assertTrue(named.contains("icws.network"));
    named.removeAll(Setting.keys());
    assertEquals(Set.of(), named);
  }

  /**
   * Literals of the gateway's code outside {@link Setting}: a message that names a key names one.
   */
  @Test
  void messagesNameNoOther() throws IOException {
    Set<String> named = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/icws/gateway"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        Matcher literal = LITERAL.matcher(Files.readString(file));
        while (literal.find()) {
          KEY.matcher(literal.group()).results().forEach(key -> named.add(key.group()));
        }
      }
    }
    assertTrue(named.contains("icws.retry.patience"));
    named.removeAll(Setting.keys());
    assertEquals(Set.of(), named);
  }
}
