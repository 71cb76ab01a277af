package icws.client;

import org.jspecify.annotations.Nullable;

/** Why a connection failed: {@link #failure} tells programs, the message people. */
public final class IcWebSocketException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What failed, as the browser's client tells it apart. */
  public enum Failure {
    /** The canister did not register the client, or could not be asked. */
    REGISTRATION(false),
    /** The socket to the gateway could not be opened, or broke without a closing handshake. */
    CONNECTION(false),
    /** Registration and opening together took longer than allowed. */
    TIMEOUT(false),
    /** The gateway closed; {@link #closeCode} is its code. */
    CLOSED(false),
    /** This side has closed: what was to be sent was not. */
    NOT_OPEN(false),
    /** More bytes wait to be sent than allowed; the connection stays. */
    BUFFER_FULL(false),
    /** The registration has ended at the canister, which has closed this client. */
    EXPIRED(false),
    /** The canister did not hear from this client in time and has closed it. */
    SILENT(false),
    /** The canister has closed this client for another reason, which it has certified. */
    DISMISSED(false),
    /** No heartbeat of the canister came in time: the gateway blocks or delays messages. */
    NO_HEARTBEAT(false),
    /** A frame, or the message in it, is not what the protocol describes. */
    MALFORMED_FRAME(true),
    /** The certificate is not signed by the network for this canister. */
    UNTRUSTED_CERTIFICATE(true),
    /** The certificate's time is too far from the present. */
    STALE_CERTIFICATE(true),
    /** The hash tree is not the one whose hash the canister certified. */
    WRONG_TREE(true),
    /** The hash tree does not hold the message's hash under the message's key. */
    UNCERTIFIED_MESSAGE(true),
    /** The message is for another client. */
    WRONG_CLIENT(true),
    /** The message is not the next one: one was left out, repeated or moved. */
    WRONG_SEQUENCE(true),
    /** The message is too old, from the future, or older than the message before it. */
    WRONG_TIMESTAMP(true),
    /**
     * The message is genuine, but the application's codec cannot read it, or its listener threw.
     */
    UNREADABLE_MESSAGE(true);

    private final boolean refusal;

    Failure(boolean refusal) {
      this.refusal = refusal;
    }

    /** Whether a frame of the gateway was refused: its message is not delivered. */
    public boolean isRefusal() {
      return refusal;
    }
  }

  /** RFC 6455, section 7.4.1. */
  static final int NORMAL = 1000;

  /** RFC 6455, section 7.4.1: ended without a closing handshake. */
  static final int ABNORMAL = 1006;

  /** What this client closes with when it refuses a frame. */
  static final int REFUSED = 4000;

  private final Failure failure;
  private final int closeCode;

  IcWebSocketException(Failure failure, String message) {
    this(failure, message, null);
  }

  IcWebSocketException(Failure failure, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.failure = failure;
    this.closeCode = failure.isRefusal() ? REFUSED : ABNORMAL;
  }

  private IcWebSocketException(int closeCode, String reason) {
    super(("closed: " + closeCode + " " + reason).stripTrailing());
    this.failure = Failure.CLOSED;
    this.closeCode = closeCode;
  }

  /** The gateway has closed with this code and reason. */
  static IcWebSocketException closed(int closeCode, String reason) {
    return new IcWebSocketException(closeCode, reason);
  }

  /** The canister has closed its client for this reason, in the words of either protocol. */
  static IcWebSocketException dismissed(String reason) {
    Failure failure =
        switch (reason) {
          case "expired" -> Failure.EXPIRED;
          case "silent", "KeepAliveTimeout" -> Failure.SILENT;
          default -> Failure.DISMISSED;
        };
    return new IcWebSocketException(failure, "closed by the canister: " + reason);
  }

  /** What failed. */
  public Failure failure() {
    return failure;
  }

  /**
   * How the socket was closed: the gateway's code where it did ({@link Failure#CLOSED}), 4000 where
   * a frame was refused, else 1006.
   */
  public int closeCode() {
    return closeCode;
  }
}
