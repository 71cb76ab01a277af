package icws.gateway.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a request must look like to become a WebSocket (RFC 6455 section 4.2.1), checked before any
 * container has to: some answer 101 first and find out later that they cannot go on.
 */
final class HandshakeForm {
  private static final String VERSION = "13";
  private static final String VERSION_HEADER = "Sec-WebSocket-Version";
  private static final String KEY_HEADER = "Sec-WebSocket-Key";
  private static final int KEY_BYTES = 16;

  private HandshakeForm() {}

  /**
   * Whether a request means to become a WebSocket. Containers differ in what makes them upgrade.
   */
  static boolean isMeant(HttpServletRequest request) {
    return request.getHeader(KEY_HEADER) != null
        || tokens(request, "Upgrade").anyMatch(token -> token.contains("websocket"));
  }

  /** Why a request that means to cannot become a WebSocket; empty if it can. */
  static Optional<Refusal> refusal(HttpServletRequest request) {
    if (!request.getMethod().equals("GET")) {
      return Optional.of(
          new Refusal(
              Refusal.METHOD_NOT_ALLOWED,
              "a WebSocket is asked for with GET",
              Map.of("Allow", "GET")));
    }
    if (!request.getProtocol().equals("HTTP/1.1")) {
      return bad("a WebSocket is asked for in HTTP/1.1");
    }
    if (tokens(request, "Upgrade").noneMatch("websocket"::equals)) {
      return bad("the Upgrade header does not say websocket");
    }
    if (tokens(request, "Connection").noneMatch("upgrade"::equals)) {
      return bad("the Connection header does not say Upgrade");
    }
    if (!lines(request, VERSION_HEADER).equals(List.of(VERSION))) {
      return Optional.of(
          new Refusal(
              Refusal.UPGRADE_REQUIRED,
              "the version of the WebSocket protocol here is " + VERSION,
              Map.of(VERSION_HEADER, VERSION, "Upgrade", "websocket")));
    }
    List<String> keys = lines(request, KEY_HEADER);
    if (keys.size() != 1 || !isKey(keys.get(0))) {
      return bad("the Sec-WebSocket-Key is not 16 bytes in base64");
    }
    if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
      return bad("a request for a WebSocket has no body");
    }
    return isQuery(request.getQueryString())
        ? Optional.empty()
        : bad("the query has characters that a URI cannot have");
  }

  private static Optional<Refusal> bad(String text) {
    return Optional.of(new Refusal(Refusal.BAD_REQUEST, text));
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /**
   * Tyrus makes a URI of it after its 101. Browsers send what is no part of one, such as braces.
   */
  private static boolean isQuery(@Nullable String query) {
    try {
      return query == null || !new URI("/?" + query).toString().isEmpty();
    } catch (URISyntaxException none) {
      return false;
    }
  }

  private static List<String> lines(HttpServletRequest request, String header) {
    return Optional.ofNullable(request.getHeaders(header)).map(Collections::list).stream()
        .flatMap(List::stream)
        .map(String::strip)
        .toList();
  }

  private static Stream<String> tokens(HttpServletRequest request, String header) {
    return lines(request, header).stream()
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .map(token -> token.strip().toLowerCase(Locale.ROOT));
  }
}
