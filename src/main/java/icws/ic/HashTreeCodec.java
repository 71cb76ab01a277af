package icws.ic;

import icws.ic.HashTree.Empty;
import icws.ic.HashTree.Fork;
import icws.ic.HashTree.Labeled;
import icws.ic.HashTree.Leaf;
import icws.ic.HashTree.Pruned;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The CBOR form of hash trees and their digests. Recursion is as deep as the tree, no deeper. */
final class HashTreeCodec {

  private static final int EMPTY = 0;
  private static final int FORK = 1;
  private static final int LABELED = 2;
  private static final int LEAF = 3;
  private static final int PRUNED = 4;

  private static final Bytes EMPTY_DOMAIN = Sha256.domain("ic-hashtree-empty");
  private static final Bytes FORK_DOMAIN = Sha256.domain("ic-hashtree-fork");
  private static final Bytes LABELED_DOMAIN = Sha256.domain("ic-hashtree-labeled");
  private static final Bytes LEAF_DOMAIN = Sha256.domain("ic-hashtree-leaf");

  private HashTreeCodec() {}

  static HashTree read(CborReader in) {
    HashTree tree = read(in, 0);
    requireWellFormed(tree);
    return tree;
  }

  static void write(HashTree tree, CborWriter out) {
    if (tree instanceof Empty) {
      out.array(1).unsigned64(EMPTY);
    } else if (tree instanceof Fork fork) {
      out.array(3).unsigned64(FORK);
      write(fork.left(), out);
      write(fork.right(), out);
    } else if (tree instanceof Labeled labeled) {
      out.array(3).unsigned64(LABELED).bytes(labeled.label());
      write(labeled.tree(), out);
    } else if (tree instanceof Leaf leaf) {
      out.array(2).unsigned64(LEAF).bytes(leaf.value());
    } else if (tree instanceof Pruned pruned) {
      out.array(2).unsigned64(PRUNED).bytes(pruned.digest());
    }
  }

  static Bytes digest(HashTree tree) {
    if (tree instanceof Fork fork) {
      return Sha256.hash(FORK_DOMAIN, digest(fork.left()), digest(fork.right()));
    }
    if (tree instanceof Labeled labeled) {
      return Sha256.hash(LABELED_DOMAIN, labeled.label(), digest(labeled.tree()));
    }
    if (tree instanceof Leaf leaf) {
      return Sha256.hash(LEAF_DOMAIN, leaf.value());
    }
    return tree instanceof Pruned pruned ? pruned.digest() : Sha256.hash(EMPTY_DOMAIN);
  }

  private static HashTree read(CborReader in, int depth) {
    if (depth > HashTree.MAX_DEPTH) {
      throw new CborException("a hash tree deeper than " + HashTree.MAX_DEPTH);
    }
    Node node = new Node(depth);
    int elements = in.array(() -> node.element(in));
    return node.finish(elements);
  }

  /** One node on its way in: a kind, then as many elements as that kind has. */
  private static final class Node {
    private final int depth;
    private final List<HashTree> subtrees = new ArrayList<>(2);
    private int position;
    private long kind;
    private @Nullable Bytes bytes;

    Node(int depth) {
      this.depth = depth;
    }

    void element(CborReader in) {
      if (position == 0) {
        kind = in.unsigned64();
      } else if (position == 1 && (kind == LABELED || kind == LEAF || kind == PRUNED)) {
        bytes = in.bytes();
      } else if (position <= 2 && (kind == FORK || kind == LABELED)) {
        subtrees.add(read(in, depth + 1));
      } else {
        throw new CborException("a hash tree node of kind " + kind + " with too many elements");
      }
      position++;
    }

    HashTree finish(int elements) {
      if (kind == EMPTY && elements == 1) {
        return new Empty();
      }
      if (kind == FORK && subtrees.size() == 2) {
        return new Fork(subtrees.get(0), subtrees.get(1));
      }
      if (bytes != null && kind == LABELED && subtrees.size() == 1) {
        return new Labeled(bytes, subtrees.get(0));
      }
      if (bytes != null && kind == LEAF) {
        return new Leaf(bytes);
      }
      if (bytes != null && kind == PRUNED && bytes.size() == Sha256.SIZE) {
        return new Pruned(bytes);
      }
      throw new CborException(
          "a hash tree node of kind " + kind + " with " + elements + " elements");
    }
  }

  private static void requireWellFormed(HashTree tree) {
    if (tree instanceof Leaf) {
      return;
    }
    Bytes previous = null;
    for (HashTree part : HashTreeSearch.flatten(tree)) {
      if (part instanceof Leaf) {
        throw new CborException("a hash tree with a leaf beside other nodes");
      }
      if (part instanceof Labeled labeled) {
        if (previous != null && previous.compareTo(labeled.label()) >= 0) {
          throw new CborException("a hash tree whose labels do not increase");
        }
        previous = labeled.label();
        requireWellFormed(labeled.tree());
      }
    }
  }
}
