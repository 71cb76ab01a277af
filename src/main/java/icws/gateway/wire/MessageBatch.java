package icws.gateway.wire;

import icws.ic.Bytes;
import java.util.List;

/**
 * The reply to one poll: messages with nonces that rise from the one asked for, and what certifies
 * them.
 *
 * @param certificate the canister's data certificate, CBOR; empty if there are no messages
 * @param tree the tree whose root hash is the certified data, CBOR; empty if there are no messages
 * @param more whether the canister may have more messages waiting
 */
public record MessageBatch(
    List<CanisterMessage> messages, Bytes certificate, Bytes tree, boolean more) {

  /** The label above all message keys in the certified tree. */
  public static final String TREE_LABEL = "websocket";

  public MessageBatch {
    messages = List.copyOf(messages);
  }

  public boolean isEmpty() {
    return messages.isEmpty();
  }

  /**
   * The nonce to ask for next.
   *
   * @param asked the nonce that this batch was asked with
   */
  public long nextNonce(long asked) {
    return isEmpty() ? asked : messages.get(messages.size() - 1).nonce() + 1;
  }
}
