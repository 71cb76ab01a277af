package icws.gateway.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Which endpoint a request is for. Paths that mean the same are the same here: {@code /v1/}, {@code
 * //v1}, {@code /x/../v1;a} and {@code /%76%31} are {@code /v1}; containers judge some of them by
 * what is written.
 */
final class RequestPath {
  static final String ROOT = "/";

  private RequestPath() {}

  /**
   * The path of the endpoint that a request is for, below the context root; empty if there is none.
   */
  static Optional<String> endpoint(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    return usual(path).filter(RequestPath::isEndpoint);
  }

  private static boolean isEndpoint(String path) {
    return path.equals(ROOT) || Endpoints.paths().containsValue(path);
  }

  /** The usual form of a path; empty if it has none. */
  private static Optional<String> usual(String path) {
    Deque<String> segments = new ArrayDeque<>();
    String decoded;
    try {
      // As a path has it, in which a plus is a plus.
      decoded =
          URLDecoder.decode(
              path.replaceAll(";[^/]*", "").replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
    for (String segment : decoded.split("/", -1)) {
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    return Optional.of(ROOT + String.join("/", segments));
  }
}
