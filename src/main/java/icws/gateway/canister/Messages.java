package icws.gateway.canister;

import icws.gateway.wire.MessageBatch;

/**
 * A batch of messages, possibly empty. It has verified, unless there is nothing new in it: then it
 * is one replica's word.
 */
public record Messages(MessageBatch batch) implements PollAnswer {}
