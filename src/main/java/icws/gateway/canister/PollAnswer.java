package icws.gateway.canister;

/** What came of a poll. */
public sealed interface PollAnswer permits Messages, Failure {}
