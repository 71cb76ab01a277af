package icws.devnet.state;

import icws.ic.Bytes;
import icws.ic.certificate.HashTree;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The system state tree (IC interface specification, "The system state tree"). A path is a list of
 * labels; values are at its leaves. Immutable and thread-safe.
 */
public final class StateTree {
  public static final StateTree EMPTY = new StateTree(StateDirectory.EMPTY);

  private final StateDirectory root;

  private StateTree(StateDirectory root) {
    this.root = root;
  }

  /** The root hash. */
  public Bytes digest() {
    return root.digest();
  }

  /** This tree with a value at {@code path}; what was there, or below it, is replaced. */
  public StateTree with(List<Bytes> path, Bytes value) {
    return new StateTree(put(root, path, StateNode.Value.of(value)));
  }

  private static StateDirectory put(StateDirectory directory, List<Bytes> path, StateNode value) {
    Bytes label = path.get(0);
    List<Bytes> rest = path.subList(1, path.size());
    if (rest.isEmpty()) {
      return directory.with(label, value);
    }
    StateDirectory below =
        directory.get(label).orElse(StateDirectory.EMPTY) instanceof StateDirectory found
            ? found
            : StateDirectory.EMPTY;
    return directory.with(label, put(below, rest, value));
  }

  /** This tree with nothing at {@code path}; directories that this leaves empty go too. */
  public StateTree without(List<Bytes> path) {
    return new StateTree(remove(root, path));
  }

  private static StateDirectory remove(StateDirectory directory, List<Bytes> path) {
    Bytes label = path.get(0);
    List<Bytes> rest = path.subList(1, path.size());
    if (rest.isEmpty()) {
      return directory.without(label);
    }
    if (directory.get(label).orElse(null) instanceof StateDirectory below) {
      StateDirectory smaller = remove(below, rest);
      return smaller.isEmpty() ? directory.without(label) : directory.with(label, smaller);
    }
    return directory;
  }

  /** The value at {@code path}. */
  public Optional<Bytes> get(List<Bytes> path) {
    StateNode node = root;
    for (Bytes label : path) {
      if (!(node instanceof StateDirectory directory)) {
        return Optional.empty();
      }
      Optional<StateNode> below = directory.get(label);
      if (below.isEmpty()) {
        return Optional.empty();
      }
      node = below.get();
    }
    return node instanceof StateNode.Value value ? Optional.of(value.content()) : Optional.empty();
  }

  /**
   * A hash tree with this tree's root hash that shows everything at and below the paths, and proves
   * of paths that are not there that they are not. All else is pruned, also labels: some agents
   * search labels by prefix and lose their way where {@code canister_ranges} is shown beside {@code
   * canister}.
   */
  public HashTree witness(Collection<List<Bytes>> paths) {
    Wanted wanted = new Wanted();
    paths.forEach(wanted::add);
    return witness(root, wanted);
  }

  private static HashTree witness(StateNode node, Wanted wanted) {
    if (node instanceof StateNode.Value value) {
      return new HashTree.Leaf(value.content());
    }
    StateDirectory directory = (StateDirectory) node;
    if (wanted.everything) {
      return directory.reveal();
    }
    Map<Bytes, HashTree> shown = new HashMap<>();
    wanted.below.forEach(
        (label, deeper) ->
            directory
                .get(label)
                .ifPresentOrElse(
                    child -> shown.put(label, witness(child, deeper)),
                    () -> showNeighbours(directory, label, shown)));
    return directory.reveal(shown);
  }

  private static void showNeighbours(
      StateDirectory directory, Bytes absent, Map<Bytes, HashTree> shown) {
    StateDirectory.Neighbours neighbours = directory.neighbours(absent);
    for (Optional<Bytes> neighbour : List.of(neighbours.below(), neighbours.above())) {
      neighbour.ifPresent(
          label -> {
            StateNode node = directory.get(label).orElseThrow();
            shown.putIfAbsent(label, new HashTree.Pruned(node.digest()));
          });
    }
  }

  /** The paths asked for, as a tree of labels. */
  private static final class Wanted {
    private final Map<Bytes, Wanted> below = new HashMap<>();
    private boolean everything;

    void add(List<Bytes> path) {
      if (path.isEmpty()) {
        everything = true;
      } else {
        below.computeIfAbsent(path.get(0), label -> new Wanted()).add(path.subList(1, path.size()));
      }
    }
  }
}
