package icws.gateway.canister;

import icws.gateway.wire.CloseReason;

/**
 * Why a canister did not do what it was asked for.
 *
 * @param text the reason in words, fit for the client and for the log
 */
public record Failure(Kind kind, String text) implements Verdict, PollAnswer {

  public Failure {
    text = CloseReason.fit(text);
  }

  /** Whether asking again later may help. */
  public boolean isPassing() {
    return kind.passing;
  }

  /** What a client is told whose connection ends by this failure. */
  public CloseReason closeReason() {
    return kind.closeReason;
  }

  /** The ways to fail. */
  public enum Kind {
    /** The canister said no, and has done nothing. */
    REFUSED(CloseReason.CANISTER_REFUSED, false),
    /**
     * The canister rejected the call, or trapped; what it did before it awaited something stays.
     */
    REJECTED(CloseReason.CANISTER_REFUSED, false),
    /** The first frame was not made by the client that it names. */
    BAD_SIGNATURE(CloseReason.BAD_SIGNATURE, false),
    /** The canister does not know the client. */
    UNKNOWN_CLIENT(CloseReason.UNKNOWN_CLIENT, false),
    /** The network has no such canister. */
    UNKNOWN_CANISTER(CloseReason.UNKNOWN_CANISTER, false),
    /** The canister lacks a method of the interface, or answers with other types. */
    NOT_A_WEBSOCKET_CANISTER(CloseReason.NOT_A_WEBSOCKET_CANISTER, false),
    /** No answer for now; what was asked for may have been done all the same. */
    UNAVAILABLE(CloseReason.TRY_AGAIN_LATER, true),
    /** No answer, and no sense in asking again; it may have been done all the same. */
    UNREACHABLE(CloseReason.TRY_AGAIN_LATER, false),
    /** An answer that does not verify; another replica may answer better. */
    UNTRUSTED(CloseReason.TRY_AGAIN_LATER, true),
    /** The gateway's own fault. */
    INTERNAL(CloseReason.INTERNAL, false);

    private final CloseReason closeReason;
    private final boolean passing;

    Kind(CloseReason closeReason, boolean passing) {
      this.closeReason = closeReason;
      this.passing = passing;
    }

    /** Whether it is the canister that does not want to. */
    public boolean isRefusal() {
      return this == REFUSED || this == REJECTED;
    }

    /** Whether the canister, or the network in its place, has answered. */
    public boolean isAnswer() {
      return !passing && this != UNREACHABLE && this != INTERNAL;
    }

    /** Whether the canister may have done what it was asked for. */
    public boolean leavesDoubt() {
      return switch (this) {
        case REJECTED, UNAVAILABLE, UNREACHABLE, UNTRUSTED, INTERNAL -> true;
        case REFUSED, BAD_SIGNATURE, UNKNOWN_CLIENT, UNKNOWN_CANISTER, NOT_A_WEBSOCKET_CANISTER ->
            false;
      };
    }
  }
}
