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
import org.junit.jupiter.api.Test;

/** What is written of settings elsewhere is what {@link Setting} has of them. */
class SettingTest {

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
}
