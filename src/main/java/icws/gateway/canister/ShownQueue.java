package icws.gateway.canister;

import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.RisingKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.certificate.HashTree;
import java.util.List;
import java.util.Optional;

/**
 * Compares a batch with the certified tree, in one walk along the messages' keys. The batch has
 * every message that the tree shows from the nonce asked for on; none is missing, and none hidden,
 * between its first and its last; and if the tree shows more behind the last, it says so. What a
 * replica leaves out of both before the first and behind the last cannot be told.
 *
 * <p>For one batch, for one thread.
 */
final class ShownQueue {

  private static final Optional<String> NOTHING = Optional.empty();

  private final MessageBatch batch;
  private final Bytes asked;
  private final Bytes prefix;

  /** How many of the messages the tree has shown. */
  private int met;

  /**
   * @param gateway whose messages were asked for
   * @param asked the nonce of the first one that was asked for
   */
  ShownQueue(Principal gateway, long asked, MessageBatch batch) {
    this.batch = batch;
    this.asked = Bytes.utf8(RisingKeys.key(gateway, asked));
    this.prefix = Bytes.utf8(RisingKeys.prefix(gateway));
  }

  /**
   * What is wrong with the batch.
   *
   * @param shown the parts of the tree's level of keys, from left to right
   * @return the first fault in words; empty if there is none
   */
  Optional<String> mistrust(List<HashTree> shown) {
    for (HashTree part : shown) {
      Optional<String> fault =
          part instanceof HashTree.Labeled labeled ? meet(labeled) : passHidden();
      if (fault.isPresent()) {
        return fault;
      }
    }
    return allMet() ? NOTHING : notHeld();
  }

  private Optional<String> meet(HashTree.Labeled shown) {
    if (allMet()) {
      return shown.label().startsWith(prefix) && !batch.more()
          ? Optional.of("the reply ends before a message that the tree shows")
          : NOTHING;
    }
    int order = shown.label().compareTo(Bytes.utf8(next().key()));
    if (order < 0) {
      return met > 0 || shown.label().compareTo(asked) >= 0
          ? Optional.of("the reply lacks a message that the tree shows")
          : NOTHING;
    }
    if (order > 0 || !shown.tree().equals(new HashTree.Leaf(Sha256.hash(next().content())))) {
      return notHeld();
    }
    met++;
    return NOTHING;
  }

  private Optional<String> passHidden() {
    return met > 0 && !allMet()
        ? Optional.of("the tree hides what is between two messages of the reply")
        : NOTHING;
  }

  private Optional<String> notHeld() {
    return Optional.of("the tree does not hold message " + Long.toUnsignedString(next().nonce()));
  }

  private boolean allMet() {
    return met == batch.messages().size();
  }

  private CanisterMessage next() {
    return batch.messages().get(met);
  }
}
