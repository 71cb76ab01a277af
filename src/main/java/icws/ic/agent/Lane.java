package icws.ic.agent;

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
  /** Openings and closings of sessions, and what is asked for them: anybody may cause them. */
  SESSION(4),
  /** Looks for news that are not. */
  IDLE(7);

  private final int patience;

  Lane(int patience) {
    this.patience = patience;
  }

  /**
   * The lane of a query.
   *
   * @param forSessions whether it is for an opening or a closing
   */
  static Lane of(Urgency urgency, boolean forSessions) {
    return switch (urgency) {
      case AWAITED -> forSessions ? SESSION : QUESTION;
      case EXPECTANT -> NEWS;
      case IDLE -> IDLE;
    };
  }

  /** Whether it is for looks that are made again and again. */
  boolean isForPolls() {
    return this == NEWS || this == IDLE;
  }

  /** How many of the lanes before it may go first. */
  int patience() {
    return patience;
  }
}
