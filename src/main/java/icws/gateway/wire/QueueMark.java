package icws.gateway.wire;

import java.util.Optional;

/**
 * How far a gateway has read its queue at a canister: up to and with one message.
 *
 * <p>The canister dates its messages, and it queues the later ones under the higher nonces. A queue
 * that starts again has low nonces again, but what is in it is younger than all that was there
 * before. So what is new is told by date first and by nonce second, and holds across such a start.
 *
 * @param nonce the message's
 * @param sequence the message's; without one its nonce alone counts
 */
public record QueueMark(long nonce, Optional<Sequence> sequence) {

  /** The mark that ends with this message. */
  public static QueueMark at(CanisterMessage message) {
    return new QueueMark(message.nonce(), message.sequence());
  }

  /** Whether the message lies behind this mark: it was not read yet. */
  public boolean isBefore(CanisterMessage message) {
    int byTime =
        sequence.isPresent() && message.sequence().isPresent()
            ? Long.compareUnsigned(
                message.sequence().get().timestampNanos(), sequence.get().timestampNanos())
            : 0;
    return byTime > 0 || (byTime == 0 && Long.compareUnsigned(message.nonce(), nonce) > 0);
  }

  /** Whether this is the mark of that message. */
  public boolean isAt(CanisterMessage message) {
    return equals(at(message));
  }
}
