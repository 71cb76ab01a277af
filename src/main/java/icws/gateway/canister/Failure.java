package icws.gateway.canister;

import icws.gateway.wire.CloseReason;

/**
 * Why a canister did not do what it was asked for.
 *
 * @param text the reason in words, fit for the client and for the log
 * @param leavesDoubt whether the canister may have done it all the same, now or by an earlier try
 */
public record Failure(Kind kind, String text, boolean leavesDoubt) implements Verdict, PollAnswer {

  public Failure {
    text = CloseReason.fit(text);
  }

  /** A failure with the doubt that its kind leaves. */
  public Failure(Kind kind, String text) {
    this(kind, text, kind.leavesDoubt());
  }

  /** Whether asking again later may help. */
  public boolean isPassing() {
    return kind.passing;
  }

  /** What a client is told whose connection ends by this failure. */
  public CloseReason closeReason() {
    return kind.closeReason;
  }

  /** The same failure, after a try of which nobody knows what came of it. */
  Failure inDoubt() {
    return new Failure(kind, text, true);
  }

  /**
   * The ways to fail. Those that tell a client not to come back are certified: what one machine
   * says alone is {@link #UNCONFIRMED}.
   */
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
    /** It did not leave the gateway, which had no room for it: nothing was done. */
    NOT_SENT(CloseReason.TRY_AGAIN_LATER, true),
    /** It did not leave the gateway, for the network takes no connections: nothing was done. */
    NOT_CONNECTED(CloseReason.TRY_AGAIN_LATER, true),
    /** No answer for now; what was asked for may have been done all the same. */
    UNAVAILABLE(CloseReason.TRY_AGAIN_LATER, true),
    /** A no that nothing certifies; what was asked for may have been done all the same. */
    UNCONFIRMED(CloseReason.TRY_AGAIN_LATER, true),
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

    /** Whether the canister, or the network in its place, has answered, and that is certified. */
    public boolean isAnswer() {
      return !passing && this != UNREACHABLE && this != INTERNAL;
    }

    /**
     * Whether it counts against the canister. What did not leave for want of room here does not;
     * nor does a no that a client may have provoked.
     */
    public boolean isTrouble() {
      return this == NOT_CONNECTED || this == UNAVAILABLE || this == UNTRUSTED;
    }

    /** Whether the canister may have done what it was asked for. */
    public boolean leavesDoubt() {
      return switch (this) {
        case REJECTED, UNAVAILABLE, UNCONFIRMED, UNREACHABLE, UNTRUSTED, INTERNAL -> true;
        case REFUSED,
            BAD_SIGNATURE,
            UNKNOWN_CLIENT,
            UNKNOWN_CANISTER,
            NOT_A_WEBSOCKET_CANISTER,
            NOT_SENT,
            NOT_CONNECTED ->
            false;
      };
    }
  }
}
