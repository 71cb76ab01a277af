package icws.gateway.relay.channel;

import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.Sequence;
import java.util.OptionalLong;

/**
 * A member of a canister's channel, and the number of the message that it is to get next.
 *
 * <p>The member may be asked for by any thread, the rest is for the thread that delivers, one at a
 * time.
 */
final class Subscriber {

  private final ChannelMember member;
  // By the thread that delivers. Empty: any number will do.
  private OptionalLong next;

  /**
   * @param first the number of its first message; empty if it may be any
   */
  Subscriber(ChannelMember member, OptionalLong first) {
    this.member = member;
    this.next = first;
  }

  ChannelMember member() {
    return member;
  }

  /**
   * Whether a message is the next one for this member; if so, the one after it is next. One without
   * a number is.
   */
  boolean accepts(CanisterMessage message) {
    if (message.sequence().isEmpty()) {
      return true;
    }
    Sequence sequence = message.sequence().get();
    if (next.isPresent() && next.getAsLong() != sequence.number()) {
      return false;
    }
    next = OptionalLong.of(sequence.number() + 1);
    return true;
  }

  /** What is wrong with a message that is not accepted, in words. */
  String objection(CanisterMessage message) {
    String came =
        message.sequence().map(sequence -> Long.toUnsignedString(sequence.number())).orElse("?");
    return "a message of the canister was lost: number "
        + came
        + " came instead of "
        + Long.toUnsignedString(next.orElse(0));
  }
}
