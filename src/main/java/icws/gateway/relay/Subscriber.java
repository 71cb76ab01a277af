package icws.gateway.relay;

import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.Sequence;
import java.util.OptionalLong;

/**
 * A client's session in its canister's channel, and the number of the message that it is to get
 * next.
 *
 * <p>The session may be asked for by any thread, the rest is for the thread that delivers, one at a
 * time.
 */
final class Subscriber {

  private final ClientSession session;
  // By the thread that delivers. Empty: any number will do.
  private OptionalLong next;

  /**
   * @param first the number of its first message; empty if it may be any
   */
  Subscriber(ClientSession session, OptionalLong first) {
    this.session = session;
    this.next = first;
  }

  ClientSession session() {
    return session;
  }

  /**
   * Whether a message is the next one for this session; if so, the one after it is next. One
   * without a number is.
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
