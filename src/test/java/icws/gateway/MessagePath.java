package icws.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A message's way from its socket to the network: as the architecture page has it, and as it is.
 */
public final class MessagePath {

  private static final Path PAGE = Path.of("src/site/markdown/architecture.md");
  private static final String BEGIN = "**From a client.**";
  private static final Pattern STEP = Pattern.compile("`(\\w+\\.\\w+)`");

  private MessagePath() {}

  /** What follows one after the other, as {@code Class.method}; the last is the HTTP client's. */
  public static List<String> documented() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN);
    return STEP.matcher(page.substring(begin, page.indexOf("\n\n", begin)))
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  /** The calls of the gateway's own that this thread is in, the outermost first. */
  public static List<String> here() {
    List<String> calls =
        new ArrayList<>(
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(
                    frames ->
                        frames
                            .filter(frame -> isShipped(frame.getDeclaringClass()))
                            .map(frame -> name(frame.getDeclaringClass(), frame.getMethodName()))
                            .toList()));
    Collections.reverse(calls);
    return calls;
  }

  private static boolean isShipped(Class<?> type) {
    return type.getName().startsWith("icws.")
        && !type.getProtectionDomain().getCodeSource().getLocation().getPath().contains("test-");
  }

  /** Of the class in its file. */
  private static String name(Class<?> type, String method) {
    String file = type.getName().substring(type.getPackageName().length() + 1);
    return file.replaceFirst("\\$.*", "") + "." + method;
  }

  /** The same without what follows itself, as overloads and nested classes do. */
  public static List<String> steps(List<String> calls) {
    List<String> steps = new ArrayList<>();
    for (String call : calls) {
      if (steps.isEmpty() || !steps.get(steps.size() - 1).equals(call)) {
        steps.add(call);
      }
    }
    return steps;
  }
}
