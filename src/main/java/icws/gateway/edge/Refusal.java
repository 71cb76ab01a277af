package icws.gateway.edge;

import java.util.Map;

/**
 * Why a request for a WebSocket is refused before it becomes one.
 *
 * @param status of HTTP
 * @param text in words, for whoever asked
 * @param headers of the answer, that say what to do instead
 */
record Refusal(int status, String text, Map<String, String> headers) implements Entry {
  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int UPGRADE_REQUIRED = 426;

  /** RFC 6585 section 4. */
  static final int TOO_MANY_REQUESTS = 429;

  static final int UNAVAILABLE = 503;

  Refusal(int status, String text) {
    this(status, text, Map.of());
  }
}
