package icws.ic.candid;

/** A Candid message that is malformed, over a limit, or not of the type that was asked for. */
public final class CandidException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CandidException(String message) {
    super(message);
  }

  public CandidException(String message, Throwable cause) {
    super(message, cause);
  }
}
