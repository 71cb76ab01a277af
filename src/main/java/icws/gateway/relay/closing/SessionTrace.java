package icws.gateway.relay.closing;

import icws.gateway.canister.Failure;
import icws.gateway.canister.Verdict;

/** What a session has left in other places, and has to undo at its end. */
public enum SessionTrace {
  NOTHING,
  /** The client is in the table of open clients. */
  RECORDED,
  /** Its canister may have opened it. */
  MAY_BE_OPEN,
  /** Its canister may have opened it, or do so later. */
  MAY_BE_OPENED_LATER;

  /** What an opening has left that was answered so. */
  public static SessionTrace of(Verdict opening) {
    if (!(opening instanceof Failure failure)) {
      return MAY_BE_OPEN;
    }
    if (!failure.leavesDoubt()) {
      return RECORDED;
    }
    return failure.kind().isAnswer() ? MAY_BE_OPEN : MAY_BE_OPENED_LATER;
  }

  /** Whether the canister may have the client open. */
  public boolean mayBeOpen() {
    return compareTo(MAY_BE_OPEN) >= 0;
  }
}
