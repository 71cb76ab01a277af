package icws.devnet.state;

import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.certificate.HashTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sorted labels with a node below each: a crit-bit tree, whose branches are the forks of the hash
 * tree. A change copies the path to it and hashes that path only, so ten thousand request states
 * cost no more than fourteen. Immutable.
 */
final class StateDirectory implements StateNode {
  private static final Bytes FORK = Sha256.domain("ic-hashtree-fork");
  private static final Bytes LABELED = Sha256.domain("ic-hashtree-labeled");
  private static final Bytes EMPTY_DIGEST = Sha256.hash(Sha256.domain("ic-hashtree-empty"));

  static final StateDirectory EMPTY = new StateDirectory(null);

  private sealed interface Part {
    Bytes digest();
  }

  private record Entry(Bytes label, StateNode node, Bytes digest) implements Part {}

  /** The labels on the left have a 0 at {@code position}, those on the right a 1. */
  private record Branch(int position, Part left, Part right, Bytes digest) implements Part {}

  /** The labels next to one that is not there. */
  record Neighbours(Optional<Bytes> below, Optional<Bytes> above) {}

  private final @Nullable Part root;

  private StateDirectory(@Nullable Part root) {
    this.root = root;
  }

  private static Entry entry(Bytes label, StateNode node) {
    return new Entry(label, node, Sha256.hash(LABELED, label, node.digest()));
  }

  private static Branch branch(int position, Part left, Part right) {
    return new Branch(position, left, right, Sha256.hash(FORK, left.digest(), right.digest()));
  }

  @Override
  public Bytes digest() {
    return root == null ? EMPTY_DIGEST : root.digest();
  }

  boolean isEmpty() {
    return root == null;
  }

  Optional<StateNode> get(Bytes label) {
    if (root == null) {
      return Optional.empty();
    }
    Entry nearest = nearest(root, label);
    return nearest.label.equals(label) ? Optional.of(nearest.node) : Optional.empty();
  }

  /** The one entry that is left when the label's bits are followed; it need not be the label's. */
  private static Entry nearest(Part part, Bytes label) {
    Part at = part;
    while (at instanceof Branch branch) {
      at = LabelBits.isSet(label, branch.position) ? branch.right : branch.left;
    }
    return (Entry) at;
  }

  StateDirectory with(Bytes label, StateNode node) {
    Entry added = entry(label, node);
    if (root == null) {
      return new StateDirectory(added);
    }
    int difference = LabelBits.firstDifference(nearest(root, label).label, label);
    return new StateDirectory(insert(root, added, difference));
  }

  private static Part insert(Part part, Entry added, int difference) {
    if (part instanceof Branch branch && (difference < 0 || branch.position < difference)) {
      return LabelBits.isSet(added.label, branch.position)
          ? branch(branch.position, branch.left, insert(branch.right, added, difference))
          : branch(branch.position, insert(branch.left, added, difference), branch.right);
    }
    if (difference < 0) {
      return added;
    }
    return LabelBits.isSet(added.label, difference)
        ? branch(difference, part, added)
        : branch(difference, added, part);
  }

  StateDirectory without(Bytes label) {
    return root == null || get(label).isEmpty() ? this : new StateDirectory(remove(root, label));
  }

  private static @Nullable Part remove(Part part, Bytes label) {
    if (!(part instanceof Branch branch)) {
      return null;
    }
    boolean right = LabelBits.isSet(label, branch.position);
    Part kept = right ? branch.left : branch.right;
    Part smaller = remove(right ? branch.right : branch.left, label);
    if (smaller == null) {
      return kept;
    }
    return right ? branch(branch.position, kept, smaller) : branch(branch.position, smaller, kept);
  }

  /** The labels on both sides of one that is not there: together they prove that it is not. */
  Neighbours neighbours(Bytes absent) {
    if (root == null) {
      return new Neighbours(Optional.empty(), Optional.empty());
    }
    int difference = LabelBits.firstDifference(nearest(root, absent).label, absent);
    Part below = null;
    Part above = null;
    Part at = root;
    while (at instanceof Branch branch && branch.position < difference) {
      if (LabelBits.isSet(absent, branch.position)) {
        below = branch.left;
        at = branch.right;
      } else {
        above = branch.right;
        at = branch.left;
      }
    }
    if (LabelBits.isSet(absent, difference)) {
      below = at;
    } else {
      above = at;
    }
    return new Neighbours(edge(below, true), edge(above, false));
  }

  private static Optional<Bytes> edge(@Nullable Part part, boolean rightmost) {
    if (part == null) {
      return Optional.empty();
    }
    Part at = part;
    while (at instanceof Branch branch) {
      at = rightmost ? branch.right : branch.left;
    }
    return Optional.of(((Entry) at).label);
  }

  /** All of it as a hash tree. */
  HashTree reveal() {
    return root == null ? new HashTree.Empty() : reveal(root);
  }

  private static HashTree reveal(Part part) {
    if (part instanceof Branch branch) {
      return new HashTree.Fork(reveal(branch.left), reveal(branch.right));
    }
    Entry entry = (Entry) part;
    HashTree below =
        entry.node instanceof StateDirectory directory
            ? directory.reveal()
            : new HashTree.Leaf(((Value) entry.node).content());
    return new HashTree.Labeled(entry.label, below);
  }

  /**
   * A hash tree with this directory's digest that shows some labels and prunes all others.
   *
   * @param shown for each label to be shown, which must be there, what to show below it
   */
  HashTree reveal(Map<Bytes, HashTree> shown) {
    return root == null ? new HashTree.Empty() : reveal(root, List.copyOf(shown.keySet()), shown);
  }

  private static HashTree reveal(Part part, List<Bytes> labels, Map<Bytes, HashTree> shown) {
    if (labels.isEmpty()) {
      return new HashTree.Pruned(part.digest());
    }
    if (part instanceof Branch branch) {
      List<Bytes> left = new ArrayList<>();
      List<Bytes> right = new ArrayList<>();
      for (Bytes label : labels) {
        (LabelBits.isSet(label, branch.position) ? right : left).add(label);
      }
      return new HashTree.Fork(
          reveal(branch.left, left, shown), reveal(branch.right, right, shown));
    }
    Entry entry = (Entry) part;
    HashTree below = shown.get(entry.label);
    if (below == null) {
      throw new IllegalArgumentException("no such label: " + labels.get(0).hex());
    }
    return new HashTree.Labeled(entry.label, below);
  }
}
