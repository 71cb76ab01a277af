package icws.gateway.edge;

/**
 * Why a request for a WebSocket is refused before it becomes one.
 *
 * @param status of HTTP
 * @param text in words, for whoever asked
 */
record Refusal(int status, String text) {
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;

  /** RFC 6585 section 4. */
  static final int TOO_MANY_REQUESTS = 429;

  static final int UNAVAILABLE = 503;
}
