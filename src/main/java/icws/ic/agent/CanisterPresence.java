package icws.ic.agent;

/** Whether a network has a canister. */
public enum CanisterPresence {
  /** There is no such canister. */
  ABSENT,
  /** There is one, without any code in it. */
  EMPTY,
  /** There is one, with code. */
  INSTALLED
}
