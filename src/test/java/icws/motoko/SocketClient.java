package icws.motoko;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.cbor.CborWriter;
import icws.ic.identity.Ed25519Identity;

/**
 * A client of a WebSocket canister: what it signs.
 *
 * @param keys the key pair that it registered
 * @param id what the canister calls it
 */
record SocketClient(Ed25519Identity keys, long id) {

  /** A first message with its signature. */
  record FirstMessage(Bytes content, Bytes signature) {}

  FirstMessage firstMessage(Principal canister) {
    Bytes content =
        new CborWriter()
            .selfDescribe()
            .map(2)
            .key("canister_id")
            .text(canister.toString())
            .key("client_id")
            .unsigned64(id)
            .toBytes();
    return new FirstMessage(content, keys.sign(content));
  }

  /** A signed frame with an application message. */
  Bytes frame(long sequence, long timestampNanos, Bytes message) {
    Bytes content = content(sequence, timestampNanos, message);
    return frame(content, keys.sign(content));
  }

  Bytes content(long sequence, long timestampNanos, Bytes message) {
    return fields(4, sequence, timestampNanos, message).toBytes();
  }

  private CborWriter fields(int count, long sequence, long timestampNanos, Bytes message) {
    return new CborWriter()
        .selfDescribe()
        .map(count)
        .key("client_id")
        .unsigned64(id)
        .key("sequence_num")
        .unsigned64(sequence)
        .key("timestamp")
        .unsigned64(timestampNanos)
        .key("message")
        .bytes(message);
  }

  /**
   * A signed frame with a heartbeat.
   *
   * @param arrived how many of the canister's messages have arrived
   */
  Bytes heartbeat(long sequence, long timestampNanos, long arrived) {
    return heartbeat(sequence, timestampNanos, Bytes.EMPTY, arrived);
  }

  /** The same with a message in it, which heartbeats do not have. */
  Bytes heartbeat(long sequence, long timestampNanos, Bytes message, long arrived) {
    CborWriter content = fields(5, sequence, timestampNanos, message);
    Bytes signed = content.key("heartbeat").unsigned64(arrived).toBytes();
    return frame(signed, keys.sign(signed));
  }

  static Bytes frame(Bytes content, Bytes signature) {
    return new CborWriter()
        .selfDescribe()
        .map(2)
        .key("sig")
        .bytes(signature)
        .key("val")
        .bytes(content)
        .toBytes();
  }
}
