package icws.ic.certificate;

import icws.ic.Bytes;
import icws.ic.certificate.HashTree.Empty;
import icws.ic.certificate.HashTree.Fork;
import icws.ic.certificate.HashTree.Labeled;
import icws.ic.certificate.HashTree.Leaf;
import icws.ic.certificate.HashTree.Pruned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lookup algorithm of the interface specification ("Lookup"), on well-formed trees. */
final class HashTreeSearch {

  private HashTreeSearch() {}

  static Lookup lookup(HashTree tree, List<Bytes> path) {
    HashTree node = tree;
    for (Bytes label : path) {
      Step step = step(node, label);
      if (step.next().isEmpty()) {
        return step.proved() ? new Lookup.Absent() : new Lookup.Unknown();
      }
      node = step.next().get();
    }
    if (node instanceof Leaf leaf) {
      return new Lookup.Found(leaf.value());
    }
    // A path that ends at an inner node is an error in the specification: no value can be there.
    return node instanceof Pruned ? new Lookup.Unknown() : new Lookup.Absent();
  }

  static Optional<HashTree> find(HashTree tree, List<Bytes> path) {
    HashTree node = tree;
    for (Bytes label : path) {
      Optional<HashTree> next = step(node, label).next();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      node = next.get();
    }
    return Optional.of(node);
  }

  /** The parts of one level from left to right, without empty ones. */
  static List<HashTree> flatten(HashTree tree) {
    List<HashTree> parts = new ArrayList<>();
    flatten(tree, parts);
    return parts;
  }

  private static void flatten(HashTree tree, List<HashTree> parts) {
    if (tree instanceof Fork fork) {
      flatten(fork.left(), parts);
      flatten(fork.right(), parts);
    } else if (!(tree instanceof Empty)) {
      parts.add(tree);
    }
  }

  /** Where a label leads from a node: to a subtree, or nowhere, and whether that is proved. */
  private record Step(Optional<HashTree> next, boolean proved) {}

  private static Step step(HashTree node, Bytes label) {
    boolean gap = true; // whether the place right before the part at hand is shown completely
    for (HashTree part : flatten(node)) {
      if (part instanceof Labeled labeled) {
        int order = label.compareTo(labeled.label());
        if (order == 0) {
          return new Step(Optional.of(labeled.tree()), true);
        }
        if (order < 0) {
          return new Step(Optional.empty(), gap);
        }
        gap = true;
      } else {
        gap = part instanceof Leaf;
      }
    }
    return new Step(Optional.empty(), gap);
  }
}
