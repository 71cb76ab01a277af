package icws.ic.cbor;

/** Bytes that are not the CBOR that was expected; the message names the field and the fault. */
public final class CborException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CborException(String message) {
    super(message);
  }

  public CborException(String message, Throwable cause) {
    super(message, cause);
  }
}
