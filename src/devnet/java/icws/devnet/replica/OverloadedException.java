package icws.devnet.replica;

/** Too many requests wait; this one was not taken, and may be sent again later. */
public final class OverloadedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OverloadedException() {
    super("The local network has too much to do");
  }
}
