package icws.gateway.wire;

/** A canister's reply to a poll says in the protocol's own way that it gives no messages. */
public final class RefusalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message the canister's reason
   */
  public RefusalException(String message) {
    super(message);
  }
}
