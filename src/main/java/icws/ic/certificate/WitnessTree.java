package icws.ic.certificate;

import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborWriter;
import icws.ic.certificate.HashTree.Fork;
import icws.ic.certificate.HashTree.Labeled;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tree that shows several values, in its CBOR form, and from which trees can be cut that show one
 * of them each and have the same root hash: a part's digest says as much as the part (interface
 * specification, "Certificate").
 *
 * <p>It is read, and the digests are computed, when they are first asked for, and once. Immutable
 * and thread-safe.
 */
public final class WitnessTree {

  private final Bytes cbor;

  // Ordering: its fields are final, so whoever sees it sees all of it; two threads make the same.
  private @Nullable Node root;

  /**
   * @param cbor the tree; not read yet
   */
  public WitnessTree(Bytes cbor) {
    this.cbor = cbor;
  }

  /** The CBOR form that it was made of. */
  public Bytes cbor() {
    return cbor;
  }

  /**
   * The root hash.
   *
   * @throws CborException as {@link HashTree#decode}
   */
  public Bytes digest() {
    return root().digest();
  }

  /**
   * All that it shows.
   *
   * @throws CborException as {@link HashTree#decode}
   */
  public HashTree tree() {
    return root().tree();
  }

  /**
   * The tree that shows what is at the end of a path and nothing beside it, in CBOR with the
   * self-describe tag.
   *
   * @param path labels from the root on; behind the last one that this tree shows is a digest
   * @throws CborException as {@link HashTree#decode}
   */
  public Bytes showing(Bytes... path) {
    CborWriter out = new CborWriter().selfDescribe();
    root().show(List.of(path), out);
    return out.toBytes();
  }

  private Node root() {
    Node known = root;
    if (known == null) {
      known = Node.of(HashTree.decode(cbor), Sha256.digest());
      root = known;
    }
    return known;
  }

  /** A part of the tree whose digest is known. */
  private sealed interface Node {

    HashTree tree();

    Bytes digest();

    /** The last label that its level shows within it; null if it shows none. */
    @Nullable Bytes lastLabel();

    /** Writes what leads to the end of a path that is not at its end. */
    void lead(List<Bytes> path, CborWriter out);

    default void show(List<Bytes> path, CborWriter out) {
      if (path.isEmpty()) {
        HashTreeCodec.write(tree(), out);
      } else {
        lead(path, out);
      }
    }

    default void hide(CborWriter out) {
      HashTreeCodec.write(new HashTree.Pruned(digest()), out);
    }

    static Node of(HashTree tree, MessageDigest sha256) {
      if (tree instanceof Fork fork) {
        return Branch.of(fork, of(fork.left(), sha256), of(fork.right(), sha256), sha256);
      }
      if (tree instanceof Labeled labeled) {
        return Name.of(labeled, of(labeled.tree(), sha256), sha256);
      }
      return new End(tree, HashTreeCodec.digest(tree, sha256));
    }
  }

  private record Branch(
      HashTree tree, Bytes digest, Node left, Node right, @Nullable Bytes lastLabel)
      implements Node {

    static Branch of(Fork tree, Node left, Node right, MessageDigest sha256) {
      Bytes last = right.lastLabel();
      return new Branch(
          tree,
          HashTreeCodec.ofFork(left.digest(), right.digest(), sha256),
          left,
          right,
          last == null ? left.lastLabel() : last);
    }

    @Override
    public void lead(List<Bytes> path, CborWriter out) {
      HashTreeCodec.beginFork(out);
      Bytes last = left.lastLabel();
      if (last != null && path.get(0).compareTo(last) <= 0) {
        left.show(path, out);
        right.hide(out);
      } else {
        left.hide(out);
        right.show(path, out);
      }
    }
  }

  private record Name(HashTree tree, Bytes digest, Bytes lastLabel, Node below) implements Node {

    static Name of(Labeled tree, Node below, MessageDigest sha256) {
      Bytes digest = HashTreeCodec.ofLabel(tree.label(), below.digest(), sha256);
      return new Name(tree, digest, tree.label(), below);
    }

    @Override
    public void lead(List<Bytes> path, CborWriter out) {
      if (lastLabel.equals(path.get(0))) {
        HashTreeCodec.beginLabel(lastLabel, out);
        below.show(path.subList(1, path.size()), out);
      } else {
        hide(out);
      }
    }
  }

  /** What has no parts. */
  private record End(HashTree tree, Bytes digest) implements Node {

    @Override
    public @Nullable Bytes lastLabel() {
      return null;
    }

    @Override
    public void lead(List<Bytes> path, CborWriter out) {
      hide(out);
    }
  }
}
