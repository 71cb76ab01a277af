package icws.gateway.wire;

import icws.ic.cbor.CborException;
import icws.ic.cbor.CborMap;
import java.util.Optional;

/**
 * What a canister writes into each message's content besides the message, alike in all protocols:
 * {@code sequence_num} and {@code timestamp}.
 *
 * @param number the unsigned number of the message among those for its client
 * @param timestampNanos unsigned: when the canister made it, in nanoseconds since 1970
 */
public record Sequence(long number, long timestampNanos) {

  /** The sequence among the fields of a message's content; empty if it bears none. */
  public static Optional<Sequence> of(CborMap content) {
    try {
      return Optional.of(
          new Sequence(content.unsigned64("sequence_num"), content.unsigned64("timestamp")));
    } catch (CborException e) {
      return Optional.empty();
    }
  }
}
