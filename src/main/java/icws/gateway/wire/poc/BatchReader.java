package icws.gateway.wire.poc;

import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.Replies;
import icws.gateway.wire.RisingKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.CandidValue;
import icws.ic.certificate.WitnessTree;
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
   * @throws icws.gateway.wire.ReplyException if the reply is of another shape, a key is not this
   *     gateway's or out of order, or a message is shown as another client's than its val says
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
        new WitnessTree(batch.field("tree").asBlob()),
        messages.size() >= FULL_BATCH);
  }

  private CanisterMessage message(CandidValue message) {
    String key = message.field("key").asText();
    return CanisterMessage.read(
        key,
        keys.nonce(key),
        new ClientKey.Numbered(message.field("client_id").asNat64()),
        message.field("val").asBlob(),
        val -> new ClientKey.Numbered(val.unsigned64("client_id")));
  }
}
