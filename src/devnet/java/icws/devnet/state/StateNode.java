package icws.devnet.state;

import icws.ic.Bytes;
import icws.ic.Sha256;

/** A node of the state tree: a value, or labels with nodes below them. Immutable. */
sealed interface StateNode permits StateNode.Value, StateDirectory {
  /** The root hash of the hash tree that this node stands for. */
  Bytes digest();

  /** A leaf with its digest, which is computed once. */
  record Value(Bytes content, Bytes digest) implements StateNode {
    private static final Bytes DOMAIN = Sha256.domain("ic-hashtree-leaf");

    static Value of(Bytes content) {
      return new Value(content, Sha256.hash(DOMAIN, content));
    }
  }
}
