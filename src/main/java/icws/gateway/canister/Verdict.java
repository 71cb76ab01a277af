package icws.gateway.canister;

/** What came of an opening, a message or a closing. */
public sealed interface Verdict permits Accepted, Failure {}
