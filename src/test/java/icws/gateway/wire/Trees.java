package icws.gateway.wire;

import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.certificate.HashTree;
import icws.ic.certificate.WitnessTree;

/** Trees that canisters would certify, for tests that verify nothing. */
public final class Trees {

  private Trees() {}

  /** A well-formed one that shows nothing. */
  public static WitnessTree opaque() {
    return new WitnessTree(new HashTree.Pruned(Sha256.hash()).encode());
  }

  /** One that shows messages' contents under their keys, which rise. */
  static WitnessTree showing(CanisterMessage... messages) {
    HashTree level = new HashTree.Empty();
    for (CanisterMessage message : messages) {
      HashTree.Leaf digest = new HashTree.Leaf(Sha256.hash(message.content()));
      level = new HashTree.Fork(level, new HashTree.Labeled(Bytes.utf8(message.key()), digest));
    }
    return new WitnessTree(new HashTree.Labeled(MessageBatch.TREE_LABEL, level).encode());
  }
}
