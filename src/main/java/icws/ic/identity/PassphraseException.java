package icws.ic.identity;

/** A key is encrypted, and its passphrase is not known or another one. */
public final class PassphraseException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  PassphraseException(String message) {
    super(message);
  }

  PassphraseException(String message, Throwable cause) {
    super(message, cause);
  }
}
