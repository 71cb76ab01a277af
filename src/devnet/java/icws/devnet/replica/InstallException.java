package icws.devnet.replica;

/** A module could not be installed; the message says why. */
public final class InstallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InstallException(String message) {
    super(message);
  }
}
