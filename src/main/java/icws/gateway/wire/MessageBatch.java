package icws.gateway.wire;

import icws.ic.Bytes;
import icws.ic.cbor.CborWriter;
import icws.ic.certificate.WitnessTree;
import java.util.List;

/**
 * The reply to one poll: messages with nonces that rise from the one asked for, and what certifies
 * them.
 *
 * @param certificate the canister's data certificate, CBOR; empty if there are no messages
 * @param tree the tree whose root hash is the certified data; not well-formed if there are no
 *     messages, or not verified
 * @param more whether the canister may have more messages waiting
 */
public record MessageBatch(
    List<CanisterMessage> messages, Bytes certificate, WitnessTree tree, boolean more) {

  /** Nothing, and no more of it. */
  public static final MessageBatch NONE =
      new MessageBatch(List.of(), Bytes.EMPTY, new WitnessTree(Bytes.EMPTY), false);

  /** The label above all message keys in the certified tree. */
  public static final Bytes TREE_LABEL = Bytes.utf8("websocket");

  public MessageBatch {
    messages = List.copyOf(messages);
  }

  /** Whether it has no message. */
  public boolean isEmpty() {
    return messages.isEmpty();
  }

  /**
   * The first of the messages.
   *
   * @throws IndexOutOfBoundsException if there are none
   */
  public CanisterMessage first() {
    return messages.get(0);
  }

  /**
   * The last of the messages.
   *
   * @throws IndexOutOfBoundsException if there are none
   */
  public CanisterMessage last() {
    return messages.get(messages.size() - 1);
  }

  /** This batch without the messages up to a mark, which were read already. */
  public MessageBatch after(QueueMark mark) {
    if (messages.stream().allMatch(mark::isBefore)) {
      return this;
    }
    return new MessageBatch(
        messages.stream().filter(mark::isBefore).toList(), certificate, tree, more);
  }

  /**
   * The frame that brings one message to its client: untagged CBOR {@code {key, content, cert,
   * tree}}. Its tree shows its message alone.
   *
   * @param contentField the protocol's name for the field of the content
   * @throws icws.ic.cbor.CborException if the tree is not well-formed, which that of a batch that
   *     was verified is
   */
  public Bytes frame(String contentField, CanisterMessage message) {
    return new CborWriter()
        .map(4)
        .key("key")
        .text(message.key())
        .key(contentField)
        .bytes(message.content())
        .key("cert")
        .bytes(certificate)
        .key("tree")
        .bytes(tree.showing(TREE_LABEL, Bytes.utf8(message.key())))
        .toBytes();
  }
}
