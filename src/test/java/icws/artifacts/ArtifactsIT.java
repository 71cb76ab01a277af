package icws.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import icws.devnet.TestCanisters;
import java.io.IOException;
import java.net.ConnectException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jars that every build makes, and what is said of all that is published. */
@Tag("artifacts")
@Timeout(120)
class ArtifactsIT {
  private static final String AGENT = "ic-agent";
  private static final String CLIENT = "ic-websocket-java-client";
  private static final String DEVNET = "ic-devnet";

  @ParameterizedTest
  @ValueSource(strings = {AGENT, CLIENT, DEVNET})
  void jarHasItsPomItsLicenceAndItsSources(String name) throws IOException {
    Pom pom = Pom.read(Artifacts.file(name, ".pom"));
    assertEquals(Artifacts.version(), pom.version());
    assertEquals("Apache-2.0", pom.licence());
    assertFalse(pom.name().isBlank() || pom.description().isBlank());

    Set<String> entries = Artifacts.entries(Artifacts.jar(name));
    assertTrue(entries.contains("META-INF/LICENSE"));
    assertTrue(entries.contains("META-INF/maven/icws/" + name + "/pom.xml"));
    Set<String> sources = Artifacts.entries(Artifacts.file(name, "-sources.jar"));
    assertEquals(sources, withLicence(sourcesOf(entries)));
  }

  /** The source files of which a jar has the classes. */
  private static Set<String> sourcesOf(Set<String> entries) {
    return entries.stream()
        .filter(entry -> entry.endsWith(".class"))
        .map(entry -> entry.replaceFirst("(\\$.*)?\\.class$", ".java"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> withLicence(Set<String> sources) {
    sources.add("META-INF/LICENSE");
    sources.add("META-INF/MANIFEST.MF");
    return sources;
  }

  @ParameterizedTest
  @ValueSource(strings = {AGENT, CLIENT, DEVNET})
  void jarNeedsWhatItsPomNamesAndNothingElse(String name) throws IOException {
    List<Path> named =
        Pom.read(Artifacts.file(name, ".pom")).dependencies().stream()
            .map(Artifacts::jarCalled)
            .toList();
    Set<String> needed = foreignClasses(Artifacts.jar(name));

    Set<String> missing = new TreeSet<>(needed);
    named.forEach(jar -> missing.removeAll(Artifacts.entriesOf(jar)));
    assertEquals(Set.of(), missing);
    assertEquals(
        List.of(),
        named.stream()
            .filter(jar -> Artifacts.entriesOf(jar).stream().noneMatch(needed::contains))
            .toList());
  }

  /** The class files that a jar's classes name and that are neither in it nor in the JDK. */
  private static Set<String> foreignClasses(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Set<String> own = Artifacts.entries(jar);
      return new ClassFileImporter()
          .importJar(file).stream()
              .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
              .map(Dependency::getTargetClass)
              .map(JavaClass::getBaseComponentType)
              .filter(each -> !each.isPrimitive())
              .map(each -> each.getName().replace('.', '/') + ".class")
              .filter(each -> !own.contains(each) && !isOfTheJdk(each))
              .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static boolean isOfTheJdk(String classFile) {
    return ClassLoader.getPlatformClassLoader().getResource(classFile) != null;
  }

  @Test
  void pomInTheWarSaysWhatIsInItAndNeedsNoOther(@TempDir Path unpacked) throws IOException {
    Artifacts.unpack(Path.of(System.getProperty("icws.war")), unpacked);
    Pom pom = Pom.read(unpacked.resolve("META-INF/maven/icws/ic-websocket-gateway/pom.xml"));
    assertEquals(Artifacts.version(), pom.version());
    assertFalse(pom.hasParent());
    List<String> named = pom.dependencies();
    assertTrue(named.contains("jspecify-1.0.0.jar"), named::toString);
    assertTrue(named.stream().allMatch(jar -> isOfTheServer(jar) || isIn(unpacked, jar)));
  }

  private static boolean isOfTheServer(String jar) {
    return jar.startsWith("jakarta.") || jar.startsWith("microprofile") || jar.startsWith("error");
  }

  private static boolean isIn(Path war, String jar) {
    return Files.exists(war.resolve("WEB-INF/lib").resolve(jar));
  }

  @Test
  void agentLoadsWithoutTheGateway() throws IOException, ClassNotFoundException {
    URL[] urls =
        Stream.concat(Stream.of(Artifacts.jar(AGENT)), Artifacts.libraries().stream())
            .map(ArtifactsIT::url)
            .toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      for (String source : sourcesOf(Artifacts.entries(Artifacts.jar(AGENT)))) {
        String name = source.replaceFirst("\\.java$", "").replace('/', '.');
        assertEquals(loader, Class.forName(name, true, loader).getClassLoader());
      }
      assertThrows(
          ClassNotFoundException.class, () -> loader.loadClass("icws.gateway.wire.WireProtocol"));
    }
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void devnetRunsByItsJarUntilItIsStopped(@TempDir Path elsewhere)
      throws IOException, InterruptedException {
    String probe = TestCanisters.PROBE.toString();
    try (DevnetProcess devnet =
        new DevnetProcess(Artifacts.jar(DEVNET), elsewhere, "--port", "0", "--canister", probe)) {
      URI url = devnet.url();
      assertEquals(200, status(url));

      devnet.stop();
      devnet.exitValue();
      assertThrows(ConnectException.class, () -> status(url));
    }
  }

  private static int status(URI network) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(network.resolve("/api/v2/status")).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  @Test
  void devnetSaysHowItIsUsed(@TempDir Path elsewhere) throws IOException, InterruptedException {
    try (DevnetProcess devnet = new DevnetProcess(Artifacts.jar(DEVNET), elsewhere, "--help")) {
      String printed = devnet.printed();
      assertTrue(printed.contains("usage: java -jar ic-devnet.jar [options]"), printed);
      assertEquals(0, devnet.exitValue());
    }
  }

  @Test
  void npmAndMopsHaveTheVersionOfTheBuild() throws IOException {
    String version = Artifacts.version().replace("-SNAPSHOT", "");
    assertTrue(
        Files.readString(Path.of("src/main/client/package.json"))
            .contains("\"version\": \"" + version + "\""));
    assertTrue(
        Files.readString(Path.of("src/main/motoko/mops.toml"))
            .contains("\nversion = \"" + version + "\""));
  }
}
