package icws.gateway.wire.v1;

import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.RefusalException;
import icws.gateway.wire.Replies;
import icws.gateway.wire.RisingKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.CandidValue;
import icws.ic.cbor.CborMap;
import icws.ic.certificate.WitnessTree;
import java.util.ArrayList;
import java.util.List;

/** Reads one reply of {@code ws_get_messages}. */
final class BatchReader {

  private final RisingKeys keys;

  /**
   * @param gateway whose messages were asked for
   * @param nonce the first one that was asked for
   */
  BatchReader(Principal gateway, long nonce) {
    this.keys = new RisingKeys(gateway, nonce);
  }

  /**
   * Reads a reply.
   *
   * @throws icws.gateway.wire.ReplyException if it is of another shape, a key is not this gateway's
   *     or out of order, or a message is shown as another client's than its content says
   * @throws RefusalException if it is an {@code Err}
   */
  MessageBatch read(Bytes reply) {
    return Replies.read("ws_get_messages", reply, this::batch);
  }

  private MessageBatch batch(CandidValue result) {
    V1Protocol.refusal(result)
        .ifPresent(
            why -> {
              throw new RefusalException(why);
            });
    CandidValue batch = result.variant("Ok");
    List<CanisterMessage> messages = new ArrayList<>();
    for (CandidValue message : batch.field("messages").asVec()) {
      messages.add(message(message));
    }
    // Older canisters do not say it.
    boolean atEnd = batch.optionalField("is_end_of_queue").map(CandidValue::asBool).orElse(true);
    return new MessageBatch(
        messages,
        batch.field("cert").asBlob(),
        new WitnessTree(batch.field("tree").asBlob()),
        !atEnd);
  }

  private CanisterMessage message(CandidValue message) {
    String key = message.field("key").asText();
    return CanisterMessage.read(
        key,
        keys.nonce(key),
        V1Protocol.clientKey(message.field("client_key")),
        message.field("content").asBlob(),
        BatchReader::addressee);
  }

  private static ClientKey addressee(CborMap content) {
    CborMap key = content.map("client_key");
    return new ClientKey.Signing(key.principal("client_principal"), key.unsigned64("client_nonce"));
  }
}
