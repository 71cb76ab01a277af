package icws.gateway.canister;

import icws.gateway.wire.MessageBatch;

/** A batch of messages, possibly empty, that verified. */
public record Messages(MessageBatch batch) implements PollAnswer {}
