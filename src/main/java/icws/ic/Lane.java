package icws.ic;

/**
 * The ways through the {@link RequestGate}, the first to be served first. One that has to stand
 * back is served after so many of the others, so that none starves.
 */
enum Lane {
  /** Calls of update methods. */
  CALL(0),
  /** Queries and readings of state that somebody waits for. */
  QUESTION(2),
  /** Looks for news that are expected. */
  NEWS(3),
  /** Looks for news that are not. */
  IDLE(7);

  private final int patience;

  Lane(int patience) {
    this.patience = patience;
  }

  static Lane of(Urgency urgency) {
    return switch (urgency) {
      case AWAITED -> QUESTION;
      case EXPECTANT -> NEWS;
      case IDLE -> IDLE;
    };
  }

  /** Whether it is for looks that are made again and again: these have places of their own. */
  boolean isForPolls() {
    return this == NEWS || this == IDLE;
  }

  /** How many of the lanes before it may go first. */
  int patience() {
    return patience;
  }
}
