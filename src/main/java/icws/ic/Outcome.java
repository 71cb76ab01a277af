package icws.ic;

/** How a request to the Internet Computer ended. */
public sealed interface Outcome {

  /** The canister replied; for calls this is certified, for queries one replica says so. */
  record Replied(Bytes arg) implements Outcome {}

  /**
   * The network or the canister refused.
   *
   * @param code the reject code: 1 SYS_FATAL, 2 SYS_TRANSIENT, 3 DESTINATION_INVALID, 4
   *     CANISTER_REJECT, 5 CANISTER_ERROR, 6 SYS_UNKNOWN
   * @param message for people
   * @param errorCode a finer code such as {@code IC0302}; empty if none was given
   */
  record Rejected(int code, String message, String errorCode) implements Outcome {

    public static final int SYS_FATAL = 1;
    public static final int SYS_TRANSIENT = 2;
    public static final int DESTINATION_INVALID = 3;
    public static final int CANISTER_REJECT = 4;
    public static final int CANISTER_ERROR = 5;
    public static final int SYS_UNKNOWN = 6;
  }

  /**
   * There is no answer.
   *
   * @param retry whether the same request may succeed later; a call may have been executed all the
   *     same
   * @param reason for the log
   */
  record Unavailable(boolean retry, String reason) implements Outcome {}

  /**
   * There is an answer that does not verify.
   *
   * @param reason for the log
   */
  record Untrusted(String reason) implements Outcome {}
}
