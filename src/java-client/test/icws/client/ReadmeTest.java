package icws.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.ic4j.agent.identity.Identity;
import org.ic4j.types.Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users read first compiles as it stands. */
class ReadmeTest {
  private static final Path README = Path.of("src", "java-client", "README.md");
  private static final Path CONSOLE = Path.of("src", "examples", "chat", "ChatConsole.java");
  private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern IMPORTS = Pattern.compile("(?m)(?:^import .*\n)+");
  private static final Pattern TYPE = Pattern.compile("(?m)^(?:public class|record) (\\w+)");

  @Test
  void everyExampleCompiles(@TempDir Path classes) throws IOException {
    List<String> examples =
        JAVA.matcher(Files.readString(README)).results().map(found -> found.group(1)).toList();
    assertEquals(2, examples.size());
    for (String example : examples) {
      compile(TYPE.matcher(example).find() ? example : inAMethod(example), classes);
    }
    compile(Files.readString(CONSOLE), classes);
  }

  @Test
  void everyFailureIsExplained() throws IOException {
    String readme = Files.readString(README);
    for (IcWebSocketException.Failure failure : IcWebSocketException.Failure.values()) {
      assertTrue(readme.contains("`" + failure + "`"), failure::name);
    }
  }

  private static String inAMethod(String statements) {
    String imports =
        IMPORTS.matcher(statements).results().map(MatchResult::group).findFirst().orElse("");
    return imports
        + "public class Example { void run() throws Exception {\n"
        + statements.substring(imports.length())
        + "} }";
  }

  private static void compile(String source, Path classes) {
    String name = TYPE.matcher(source).results().findFirst().orElseThrow().group(1);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    List<String> options = List.of("-d", classes.toString(), "-cp", classPath(), "-proc:none");
    boolean compiled =
        compiler.getTask(null, null, said, options, null, List.of(new Source(name, source))).call();
    String faults =
        said.getDiagnostics().stream().map(Diagnostic::toString).collect(Collectors.joining("\n"));
    assertTrue(compiled, faults);
  }

  /** Where the classes are that users of this client have; a runner may hide it from the JVM. */
  private static String classPath() {
    return Stream.of(
            IcWebSocket.class,
            icws.ic.Bytes.class,
            Principal.class,
            Identity.class,
            JsonNode.class,
            JsonParser.class,
            org.jspecify.annotations.Nullable.class)
        .map(ReadmeTest::place)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String place(Class<?> of) {
    try {
      return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
