package icws.ic.agent;

import icws.ic.Bytes;

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
   * @param certified whether the network vouches for it; if not, it is the word of one machine, and
   *     a call may be executed all the same (interface specification, "Synchronous call", {@code
   *     non_replicated_rejection})
   */
  record Rejected(int code, String message, String errorCode, boolean certified)
      implements Outcome {

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
   * Some machine on the way does not take the request as it is; nothing certifies that, and a call
   * may be executed all the same.
   *
   * @param reason for the log
   */
  record Refused(String reason) implements Outcome {}

  /**
   * The request has not left: nobody has seen it, and nothing was executed.
   *
   * @param reachable false if no connection to the network could be made; true if it was this side
   *     that had no room for the request, or has to let the network be for a while
   * @param reason for the log
   */
  record NotSent(boolean reachable, String reason) implements Outcome {}

  /**
   * There is an answer that does not verify.
   *
   * @param reason for the log
   */
  record Untrusted(String reason) implements Outcome {}
}
