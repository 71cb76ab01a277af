package icws.gateway.wire;

/** A client's frame breaks the protocol; its message is fit for the client and for the log. */
public final class ProtocolException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final CloseReason reason;

  public ProtocolException(CloseReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public ProtocolException(CloseReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** How the connection ends that the frame came on. */
  public CloseReason reason() {
    return reason;
  }
}
