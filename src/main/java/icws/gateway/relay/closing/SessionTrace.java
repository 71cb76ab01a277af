package icws.gateway.relay.closing;

import icws.gateway.canister.Failure;

/** What a session has left in other places, and has to undo at its end. */
public enum SessionTrace {
  NOTHING,
  /** The client is in the table of open clients. */
  RECORDED,
  /** Its canister may have opened it. */
  MAY_BE_OPEN,
  /** Its canister may have opened it, or do so later. */
  MAY_BE_OPENED_LATER;

  /** What an opening that failed so has left. */
  public static SessionTrace of(Failure opening) {
    if (!opening.leavesDoubt()) {
      return RECORDED;
    }
    return opening.kind().isAnswer() ? MAY_BE_OPEN : MAY_BE_OPENED_LATER;
  }

  /** Whether the canister may have the client open. */
  public boolean mayBeOpen() {
    return compareTo(MAY_BE_OPEN) >= 0;
  }
}
