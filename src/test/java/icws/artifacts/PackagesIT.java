package icws.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.page.JavaScriptTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code mvn -Partifacts} makes beside the jars. */
@Tag("artifacts")
@Tag("packages")
@Timeout(300)
class PackagesIT {
  private static final Path HERE = Path.of("").toAbsolutePath();

  @Test
  void secondBuildHasTheSameBytes() throws IOException {
    Map<String, Long> first = sizes(Artifacts.FOLDER);
    Path again = HERE.resolve("target/artifacts-again");
    assertEquals(first, sizes(again));
    for (String name : first.keySet()) {
      assertEquals(-1, Files.mismatch(Artifacts.FOLDER.resolve(name), again.resolve(name)), name);
    }
  }

  private static Map<String, Long> sizes(Path folder) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sizes.put(folder.relativize(file).toString(), Files.size(file));
      }
    }
    return sizes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ic-agent", "ic-websocket-java-client", "ic-devnet"})
  void javadocHasAPageForEachPackage(String name) throws IOException {
    Set<String> wanted =
        Artifacts.entries(Artifacts.file(name, "-sources.jar")).stream()
            .filter(entry -> entry.endsWith("package-info.java"))
            .map(entry -> entry.replace("package-info.java", "package-summary.html"))
            .collect(Collectors.toSet());
    wanted.removeAll(Artifacts.entries(Artifacts.file(name, "-javadoc.jar")));
    assertEquals(Set.of(), wanted);
  }

  @Test
  void zipOfTheDevnetHasAllThatItNeeds(@TempDir Path folder)
      throws IOException, InterruptedException {
    Artifacts.unpack(Artifacts.file("ic-devnet", ".zip"), folder);
    Path jar = Artifacts.jar("ic-devnet");
    Path unpacked = folder.resolve("ic-devnet-" + Artifacts.version()).resolve(jar.getFileName());
    try (DevnetProcess devnet = new DevnetProcess(unpacked, folder, "--port", "0")) {
      assertEquals("127.0.0.1", devnet.url().getHost());
    }
  }

  @Test
  void freshProjectTakesTheNpmPackage(@TempDir Path project)
      throws IOException, InterruptedException {
    String version = Artifacts.version().replace("-SNAPSHOT", "");
    Path client = Artifacts.FOLDER.resolve("ic-websocket-client-" + version + ".tgz");
    run(
        List.of("node", "--test", "src/test/packages/client.test.mjs"),
        Map.of("CLIENT", client.toString(), "PROJECT", project.toString()));
  }

  @Test
  void canisterCompilesWithTheMopsPackageAlone(@TempDir Path library)
      throws IOException, InterruptedException {
    Artifacts.unpack(Artifacts.file("ic-websocket-canister", ".zip"), library);
    run(
        List.of("node", "--stack-size=4000", "src/test/packages/library.test.mjs"),
        Map.of("LIBRARY", library.toString()));
  }

  private static void run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    String name = Path.of(command.get(command.size() - 1)).getFileName().toString();
    new JavaScriptTest(HERE, command, environment)
        .run(HERE.resolve("target/artifact-tests").resolve(name + ".log"));
  }
}
