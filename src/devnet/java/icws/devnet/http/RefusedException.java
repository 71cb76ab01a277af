package icws.devnet.http;

/** The request is not one that the network answers; the text goes to whoever sent it. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int TOO_LARGE = 413;
  static final int TOO_MANY_REQUESTS = 429;
  static final int UNAVAILABLE = 503;

  private final int status;

  RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  RefusedException(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  static RefusedException badRequest(String message) {
    return new RefusedException(BAD_REQUEST, message);
  }

  /** The HTTP status. */
  int status() {
    return status;
  }
}
