package icws.devnet.engine;

/** The bytes are not a Wasm module that a canister can be made of; the message says why. */
public final class InvalidModuleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidModuleException(String message) {
    super(message);
  }

  public InvalidModuleException(String message, Throwable cause) {
    super(message, cause);
  }
}
