package icws.ic.certificate;

import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborReader;
import icws.ic.cbor.CborWriter;
import icws.ic.certificate.HashTree.Empty;
import icws.ic.certificate.HashTree.Fork;
import icws.ic.certificate.HashTree.Labeled;
import icws.ic.certificate.HashTree.Leaf;
import icws.ic.certificate.HashTree.Pruned;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The CBOR form of hash trees and their digests. Recursion is as deep as the tree, no deeper. */
final class HashTreeCodec {

  private static final int EMPTY = 0;
  private static final int FORK = 1;
  private static final int LABELED = 2;
  private static final int LEAF = 3;
  private static final int PRUNED = 4;

  private static final HashTree EMPTY_NODE = new Empty();
  private static final Bytes EMPTY_DIGEST = Sha256.hash(Sha256.domain("ic-hashtree-empty"));
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
      beginFork(out);
      write(fork.left(), out);
      write(fork.right(), out);
    } else if (tree instanceof Labeled labeled) {
      beginLabel(labeled.label(), out);
      write(labeled.tree(), out);
    } else if (tree instanceof Leaf leaf) {
      out.array(2).unsigned64(LEAF).bytes(leaf.value());
    } else if (tree instanceof Pruned pruned) {
      out.array(2).unsigned64(PRUNED).bytes(pruned.digest());
    }
  }

  /** Begins a fork; its two parts come next. */
  static void beginFork(CborWriter out) {
    out.array(3).unsigned64(FORK);
  }

  /** Begins what has a label; what is below it comes next. */
  static void beginLabel(Bytes label, CborWriter out) {
    out.array(3).unsigned64(LABELED).bytes(label);
  }

  static Bytes digest(HashTree tree) {
    return digest(tree, Sha256.digest());
  }

  /**
   * @param sha256 one for all nodes, left as it was found
   */
  static Bytes digest(HashTree tree, MessageDigest sha256) {
    if (tree instanceof Fork fork) {
      return ofFork(digest(fork.left(), sha256), digest(fork.right(), sha256), sha256);
    }
    if (tree instanceof Labeled labeled) {
      return ofLabel(labeled.label(), digest(labeled.tree(), sha256), sha256);
    }
    if (tree instanceof Leaf leaf) {
      return Sha256.hash(sha256, LEAF_DOMAIN, leaf.value());
    }
    return tree instanceof Pruned pruned ? pruned.digest() : EMPTY_DIGEST;
  }

  /** The digest of a fork by those of its parts. */
  static Bytes ofFork(Bytes left, Bytes right, MessageDigest sha256) {
    return Sha256.hash(sha256, FORK_DOMAIN, left, right);
  }

  /** The digest of what has a label, by the digest of what is below it. */
  static Bytes ofLabel(Bytes label, Bytes below, MessageDigest sha256) {
    return Sha256.hash(sha256, LABELED_DOMAIN, label, below);
  }

  private static HashTree read(CborReader in, int depth) {
    if (depth > HashTree.MAX_DEPTH) {
      throw new CborException("a hash tree deeper than " + HashTree.MAX_DEPTH);
    }
    in.enterArray();
    long kind = in.unsigned64();
    HashTree node =
        kind == FORK
            ? new Fork(read(in, depth + 1), read(in, depth + 1))
            : kind == LABELED ? new Labeled(in.bytes(), read(in, depth + 1)) : readEnd(in, kind);
    in.leaveArray();
    return node;
  }

  /** A node with nothing below it. */
  private static HashTree readEnd(CborReader in, long kind) {
    if (kind == EMPTY) {
      return EMPTY_NODE;
    }
    if (kind == LEAF) {
      return new Leaf(in.bytes());
    }
    if (kind != PRUNED) {
      throw new CborException("a hash tree node of kind " + Long.toUnsignedString(kind));
    }
    Bytes digest = in.bytes();
    if (digest.size() != Sha256.SIZE) {
      throw new CborException("a hash tree with a digest of " + digest.size() + " bytes");
    }
    return new Pruned(digest);
  }

  private static void requireWellFormed(HashTree tree) {
    if (!(tree instanceof Leaf)) {
      requireIncreasing(tree, null);
    }
  }

  /**
   * Checks some parts of one level.
   *
   * @param previous the last label before them
   * @return the last label after them
   */
  private static @Nullable Bytes requireIncreasing(HashTree part, @Nullable Bytes previous) {
    if (part instanceof Fork fork) {
      return requireIncreasing(fork.right(), requireIncreasing(fork.left(), previous));
    }
    if (part instanceof Leaf) {
      throw new CborException("a hash tree with a leaf beside other nodes");
    }
    if (!(part instanceof Labeled labeled)) {
      return previous;
    }
    if (previous != null && previous.compareTo(labeled.label()) >= 0) {
      throw new CborException("a hash tree whose labels do not increase");
    }
    requireWellFormed(labeled.tree());
    return labeled.label();
  }
}
