package icws.ic.certificate;

import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborReader;
import icws.ic.cbor.CborWriter;
import java.util.List;

/**
 * A certified tree, or the part of one that a witness shows (interface specification,
 * "Certificate").
 *
 * <p>A tree read by {@link #decode} is well-formed: labels of one level strictly increase and a
 * leaf stands alone. Immutable and thread-safe.
 */
public sealed interface HashTree {

  /**
   * Forks and labels within each other, the same in the client: twice what the network lets its own
   * state have, and more than a balanced tree over 64-bit nonces needs.
   */
  int MAX_DEPTH = 256;

  /** Nothing. */
  record Empty() implements HashTree {}

  /** Two parts of one level, the left one with the smaller labels. */
  record Fork(HashTree left, HashTree right) implements HashTree {}

  /** A label and what is below it. */
  record Labeled(Bytes label, HashTree tree) implements HashTree {}

  /** A value. */
  record Leaf(Bytes value) implements HashTree {}

  /** A part that is not shown, only its digest of 32 bytes. */
  record Pruned(Bytes digest) implements HashTree {
    public Pruned {
      if (digest.size() != Sha256.SIZE) {
        throw new IllegalArgumentException("a digest has 32 bytes, not " + digest.size());
      }
    }

    @Override
    public Bytes digest() {
      return digest;
    }
  }

  /**
   * Reads the CBOR form of a tree.
   *
   * @throws CborException if the bytes are not a well-formed tree, or nest deeper than {@link
   *     #MAX_DEPTH}
   */
  static HashTree decode(Bytes cbor) {
    return CborReader.read(cbor, HashTree::read);
  }

  /**
   * Reads the CBOR form of a tree that stands within another item, such as a signature of a
   * canister.
   *
   * @throws CborException if the next item is not a well-formed tree, or nests deeper than {@link
   *     #MAX_DEPTH}
   */
  static HashTree read(CborReader in) {
    return HashTreeCodec.read(in);
  }

  /** The CBOR form, with the self-describe tag. */
  default Bytes encode() {
    CborWriter out = new CborWriter().selfDescribe();
    HashTreeCodec.write(this, out);
    return out.toBytes();
  }

  /** The root hash. */
  default Bytes digest() {
    return HashTreeCodec.digest(this);
  }

  /** The value at the end of a path of labels, as far as this tree tells. */
  default Lookup lookup(Bytes... path) {
    return HashTreeSearch.lookup(this, List.of(path));
  }

  /**
   * What is right below the node at the end of a path, from left to right without forks, as far as
   * this tree shows it: labels, and pruned parts between them; none if the path does not lead to a
   * node.
   */
  default List<HashTree> partsAt(Bytes... path) {
    return HashTreeSearch.find(this, List.of(path)).map(HashTreeSearch::flatten).orElse(List.of());
  }

  /** The labels among the parts right below the node at the end of a path. */
  default List<Bytes> labelsAt(Bytes... path) {
    return partsAt(path).stream()
        .filter(Labeled.class::isInstance)
        .map(part -> ((Labeled) part).label())
        .toList();
  }

  /**
   * Whether this tree shows every label right below the node at the end of a path; false too if the
   * path does not lead to a node.
   */
  default boolean showsAllAt(Bytes... path) {
    return HashTreeSearch.find(this, List.of(path))
        .filter(node -> HashTreeSearch.flatten(node).stream().allMatch(Labeled.class::isInstance))
        .isPresent();
  }
}
