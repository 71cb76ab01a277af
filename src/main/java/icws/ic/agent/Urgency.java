package icws.ic.agent;

/** What waits for the answer to a query, where there is no room for all requests at once. */
public enum Urgency {
  /** Somebody waits for the answer. */
  AWAITED,
  /** There is reason to expect something new. */
  EXPECTANT,
  /** A look whether there is something new. */
  IDLE
}
