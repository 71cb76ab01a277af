package icws.gateway.wire;

/** A canister's reply is not of the shape that the protocol's interface says. */
public final class ReplyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ReplyException(String message) {
    super(message);
  }

  public ReplyException(String message, Throwable cause) {
    super(message, cause);
  }
}
