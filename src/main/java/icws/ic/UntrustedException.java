package icws.ic;

/**
 * A certificate or a signed request that does not prove what it should; the message says which
 * check failed.
 */
public final class UntrustedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public UntrustedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public UntrustedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Which check failed. */
  public Reason reason() {
    return reason;
  }

  /** The check that failed. */
  public enum Reason {
    /** Not a certificate or a key at all, or one with a part missing. */
    MALFORMED,
    /** The signature does not fit what is signed and the key. */
    SIGNATURE,
    /** The certified time is too long ago or too far ahead; a request has expired. */
    TIME,
    /** The delegation does not lead from the root key, or the sender's, to the signer. */
    DELEGATION,
    /** The signer is not responsible for the canister. */
    CANISTER
  }
}
