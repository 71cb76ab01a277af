package icws.gateway.wire.poc;

import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.Replies;
import icws.gateway.wire.ReplyException;
import icws.gateway.wire.RisingKeys;
import icws.gateway.wire.Stamp;
import icws.ic.Bytes;
import icws.ic.CandidValue;
import icws.ic.CborException;
import icws.ic.CborMap;
import icws.ic.Principal;
import java.util.ArrayList;
import java.util.List;

/** Reads one reply of {@code ws_get_messages}. */
final class BatchReader {

  /** The canister answers at most so many messages; as many may mean that there are more. */
  private static final int FULL_BATCH = 50;

  private final RisingKeys keys;

  /**
   * @param gateway whose messages were asked for
   * @param nonce the first one that was asked for
   */
  BatchReader(Principal gateway, long nonce) {
    this.keys = new RisingKeys(gateway, nonce);
  }

  /**
   * @throws ReplyException if the reply is of another shape, or a key is not this gateway's or out
   *     of order
   */
  MessageBatch read(Bytes reply) {
    return Replies.read("ws_get_messages", reply, this::batch);
  }

  private MessageBatch batch(CandidValue batch) {
    List<CanisterMessage> messages = new ArrayList<>();
    for (CandidValue message : batch.field("messages").asVec()) {
      messages.add(message(message));
    }
    return new MessageBatch(
        messages,
        batch.field("cert").asBlob(),
        batch.field("tree").asBlob(),
        messages.size() >= FULL_BATCH);
  }

  private CanisterMessage message(CandidValue message) {
    String key = message.field("key").asText();
    Bytes content = message.field("val").asBlob();
    long client = message.field("client_id").asNat64();
    try {
      CborMap certified = CborMap.read(content);
      // What is outside of val is not certified.
      if (certified.unsigned64("client_id") != client) {
        throw new ReplyException("message " + key + " is another client's");
      }
      return new CanisterMessage(
          new ClientKey.Numbered(client), key, keys.nonce(key), Stamp.of(certified), content);
    } catch (CborException e) {
      throw new ReplyException("a message's val: " + e.getMessage(), e);
    }
  }
}
